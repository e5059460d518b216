import { formatAddress, isPlainAddress } from "@/lib/info/address";
import type { SentinelPeer } from "@/lib/info/sentinel";
import type { Address } from "@/lib/info/view";
import type { KnownSentinel, SentinelReading } from "@/lib/sentinel/reading";
import type { Target } from "@/server/redis/target";
import { isLocal, isLoopback } from "../discovery";
import { type GroupAccess, reachable } from "../group-access";

/** More Sentinels than this are not asked for one group. */
const MOST = 50;
/** One that nobody names any more, and that does not answer, is dropped after so long. */
const FORGET_MS = 15 * 60_000;

interface Entry {
  readonly address: string;
  readonly target: Target;
  /** The settings name it: it stays, whatever happens. */
  readonly configured: boolean;
  /** Its port was guessed, and it never answered. */
  guessed: boolean;
  reading: SentinelReading | null;
  /** What it last called itself by. */
  sentinelId: string | null;
  /** When another Sentinel or the instances last named it, or it last answered. */
  seenMs: number;
}

/** The Sentinels of one group, each once, however many addresses lead to it. */
export class Roster {
  private readonly entries = new Map<string, Entry>();
  private readonly aliases = new Map<string, string>();

  constructor(
    private readonly access: GroupAccess,
    nowMs: number,
  ) {
    for (const address of access.sentinels) this.put(address, { configured: true, guessed: false }, nowMs);
  }

  get size(): number {
    return this.entries.size;
  }

  all(): readonly Pick<Entry, "address" | "target" | "configured">[] {
    return [...this.entries.values()];
  }

  known(): KnownSentinel[] {
    const list = [...this.entries.values()]
      .filter(({ guessed }) => !guessed)
      .map(({ address, reading }) => ({ address, reading }));
    return list.sort((a, b) => (a.address < b.address ? -1 : 1));
  }

  /** Takes in Sentinels that `namer` told of. A loopback address means the namer's own machine. */
  name(namer: Target, peers: readonly SentinelPeer[], guessed: boolean, nowMs: number): void {
    for (const { address: announced, sentinelId } of peers) {
      const address = reachable(this.access, announced);
      const elsewhere = address === announced && isLoopback(address.host) && !isLocal(namer);
      if (elsewhere || !isPlainAddress(address)) continue;
      const known = this.at(formatAddress(address)) ?? (sentinelId === null ? null : this.withId(sentinelId));
      if (known !== null) {
        known.seenMs = nowMs;
        known.sentinelId ??= sentinelId;
      } else if (this.entries.size < MOST) this.put(address, { configured: false, guessed }, nowMs);
    }
  }

  /** Takes in what became of asking one. Two addresses of one Sentinel become one, that of the settings if one is. */
  take(address: string, reading: SentinelReading, nowMs: number): void {
    const entry = this.entries.get(address);
    if (entry === undefined) return;
    const id = reading.state === "reached" ? reading.sentinelId : null;
    const twin = id === null ? null : this.withId(id);
    entry.reading = reading;
    if (reading.state === "reached") {
      entry.seenMs = nowMs;
      entry.guessed = false;
      entry.sentinelId = reading.sentinelId;
    }
    if (twin === null || twin === entry) return;
    const [kept, dropped] = entry.configured && !twin.configured ? [entry, twin] : [twin, entry];
    kept.reading = reading;
    kept.sentinelId = id;
    this.entries.delete(dropped.address);
    this.aliases.set(dropped.address, kept.address);
  }

  /** Drops those that are gone for good, or say that they watch another group. @param named whether others were there to name them */
  forgetGone(nowMs: number, named: boolean): void {
    for (const { address, configured, guessed, reading, seenMs } of [...this.entries.values()]) {
      const gone = guessed || nowMs - seenMs > (named ? 0 : FORGET_MS);
      const other = reading?.state === "reached" && reading.view === null;
      if (!configured && (other || (reading?.state === "unreachable" && gone))) this.entries.delete(address);
    }
  }

  private put(address: Address, how: Pick<Entry, "configured" | "guessed">, nowMs: number): void {
    const text = formatAddress(address);
    if (this.entries.has(text)) return;
    const { networks, tls } = this.access;
    const target = { endpoint: address, networks, tls };
    const nothing = { reading: null, sentinelId: null, seenMs: nowMs };
    this.entries.set(text, { address: text, target, ...how, ...nothing });
  }

  private at(address: string): Entry | null {
    return this.entries.get(this.aliases.get(address) ?? address) ?? null;
  }

  private withId(sentinelId: string): Entry | null {
    for (const entry of this.entries.values()) if (entry.sentinelId === sentinelId) return entry;
    return null;
  }
}
