import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import type { Sighting } from "@/lib/router/sighting";
import { onDeadline } from "@/server/redis/deadline";
import { errorLine } from "@/server/redis/reply";
import { isReply, Line, type LineEnd } from "@/server/redis/router-line";
import type { RouterAddress, RouterOptions } from "./public";

/** What all members have in common. */
export interface Ground {
  readonly redis: NonNullable<RouterOptions["redis"]>;
  readonly now: () => number;
  /** How long one look may take. */
  readonly lookMs: number;
}

/** A stopped server accepts connections and answers when it runs again, so one that stands is kept for a while. */
const PATIENCE_MS = 5_000;
/** No connection is tried again sooner than this after the last try. */
const PACE_MS = 100;
/** No more looks wait for an answer on one connection. */
const MOST_LOOKS = 4;

/** One member: a connection for calls, and one for looks, which nothing that a call sends can hold up. */
export class Member {
  sighting: Sighting | null = null;
  /** Something failed there then; it is out until a look that began later is good. */
  failedAtMs = Number.NEGATIVE_INFINITY;
  failure: string | null = null;
  /** When nothing listened there first, of an unbroken row of such looks. */
  goneSinceMs = 0;
  looking: Promise<void> | null = null;
  lookAgain = false;
  private data: Line | null = null;
  private opening = false;
  private triedMs = Number.NEGATIVE_INFINITY;
  private looker: Line | null = null;
  private dialling: Promise<LineEnd | null> | null = null;
  private closed = false;

  constructor(
    readonly id: string,
    readonly address: RouterAddress,
    private readonly ground: Ground,
    private readonly onLine: (member: Member, end: LineEnd | null) => void,
  ) {}

  /** The connection for calls; null: there is none. */
  get line(): Line | null {
    return this.data;
  }

  /** Begins to connect for calls, unless that is done or under way. */
  connect(): void {
    const nowMs = this.ground.now();
    if (this.data !== null || this.opening || this.closed || nowMs - this.triedMs < PACE_MS) return;
    this.opening = true;
    this.triedMs = nowMs;
    void this.open().then((line) => {
      this.opening = false;
      if (!(line instanceof Line)) return this.closed ? undefined : this.onLine(this, line);
      this.data = line;
      void line.ended.then((end) => {
        this.data = null;
        if (!this.closed) this.onLine(this, end);
      });
      this.onLine(this, null);
    });
  }

  /** One more connection like that for calls; whoever asks for it closes it. */
  async open(): Promise<Line | LineEnd> {
    const opened = await Line.open(this.address, this.ground.redis, PATIENCE_MS);
    if (!opened.ok) return opened.error;
    if (this.closed) opened.value.close();
    return opened.value;
  }

  /** Looks once. Begins now, ends within `lookMs`. */
  async look(): Promise<Sighting> {
    const { now, lookMs } = this.ground;
    const beganMs = now();
    let stop = (): void => {};
    const late = new Promise<null>((resolve) => {
      stop = onDeadline(lookMs, () => resolve(null));
    });
    const seen = await Promise.race([this.ask(), late]);
    stop();
    if (seen !== null) return seen;
    return { state: "silent", sentMs: beganMs, detail: `It did not answer within ${lookMs} ms.` };
  }

  close(): void {
    this.closed = true;
    this.data?.close();
    this.looker?.close();
  }

  private async ask(): Promise<Sighting> {
    const { now } = this.ground;
    const beganMs = now();
    if (this.looker?.isLate(beganMs, PATIENCE_MS)) this.looker.close();
    const end = this.looker === null ? await this.dial() : null;
    const line = this.looker;
    const sentMs = now();
    if (line === null)
      return end === null
        ? silent(sentMs, "The connection was closed.")
        : { state: end.gone ? "gone" : "silent", sentMs: beganMs, detail: end.detail };
    if (line.sent - line.answered >= MOST_LOOKS) return silent(sentMs, "It answered none of the last looks.");
    try {
      const fields = parseInfo(String(await line.call(["INFO", "replication"])), "refused");
      const receivedMs = now();
      const view = fields.ok ? readReplication(fields.value) : fields;
      if (!view.ok) return silent(sentMs, `INFO ${view.error.field}: ${view.error.detail}`);
      return { state: "seen", sentMs, receivedMs, runId: line.runId, view: view.value };
    } catch (error) {
      return isReply(error)
        ? silent(sentMs, errorLine(error.message))
        : silent(sentMs, (await line.ended).detail);
    } finally {
      line.answered += 1;
    }
  }

  /** Null: connected. */
  private dial(): Promise<LineEnd | null> {
    this.dialling ??= this.open().then((line) => {
      this.dialling = null;
      if (!(line instanceof Line)) return line;
      this.looker = line;
      void line.ended.then(() => {
        if (this.looker === line) this.looker = null;
      });
      return null;
    });
    return this.dialling;
  }
}

const silent = (sentMs: number, detail: string): Sighting => ({ state: "silent", sentMs, detail });
