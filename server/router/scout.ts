import { formatAddress } from "@/lib/info/address";
import { isNowhere } from "@/lib/lag/lineage";
import { type Belief, believe, nothingBelieved } from "@/lib/router/belief";
import { PrimaryTrail } from "@/lib/router/freshness";
import { Histories } from "@/lib/router/histories";
import type { Sighting, Sightings } from "@/lib/router/sighting";
import { namedAddresses } from "@/lib/topology/discover";
import type { LineEnd } from "@/server/redis/router-line";
import { type Fit, fitsOf, lagOf, whyOut } from "./fit";
import { type Ground, Member } from "./member";
import type { MemberState, RouterAddress, RouterEvent } from "./public";

export interface ScoutOptions {
  readonly seeds: readonly RouterAddress[];
  readonly map: (address: RouterAddress) => RouterAddress;
  readonly onEvent: (event: RouterEvent) => void;
  readonly pollMs: number;
}

/** How long a member that nobody names and nothing listens for is still looked at. */
const FORGET_MS = 60_000;

/** Looks at the members, finds others from them, and says who is the primary and who may be read from. */
export class Scout {
  readonly histories = new Histories();
  belief: Belief = nothingBelieved;
  /** Who takes writes; null: nobody does now. */
  writer: Fit | null = null;
  /** Replicas that are well. */
  readers: readonly Fit[] = [];
  /** Replicas in the primary's history whose link is down: better than nobody, where nothing is promised. */
  leftovers: readonly Fit[] = [];
  /**
   * About now: read once in a while, for calls whose first try nearly always is the last. It is never ahead, so that a call's time
   * ends too soon by that while rather than too late.
   */
  roundMs: number;
  readonly members = new Map<string, Member>();
  private readonly aliases = new Map<string, string>();
  private readonly seeds: ReadonlySet<string>;
  private readonly trail = new PrimaryTrail();
  private waiting: (() => void)[] = [];
  private readonly timer: NodeJS.Timeout;
  private closed = false;

  constructor(
    private readonly options: ScoutOptions,
    private readonly ground: Ground,
  ) {
    this.roundMs = ground.now();
    this.seeds = new Set(options.seeds.map((seed) => this.add(seed).id));
    this.timer = setInterval(() => this.poll(), options.pollMs);
  }

  /** Looks at every member now, or again when the look under way is done. */
  lookNow(): void {
    for (const member of this.members.values()) this.lookAt(member, true);
  }

  /** Resolves at the next change of what is known, after `withinMs` at the latest. */
  change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** A call failed there: it is out until a look that begins later is good. */
  failed(member: Member, why: string): void {
    member.failedAtMs = this.ground.now();
    member.failure = why;
    this.settle();
    this.lookAt(member, true);
  }

  /** Looks anew at all members, also those that are found on the way; every look begins after this call. */
  async round(): Promise<Sightings> {
    const found = new Map<string, Sighting>();
    for (;;) {
      const missing = [...this.members.values()].filter((member) => !found.has(member.id));
      if (missing.length === 0 || this.closed) break;
      await Promise.all(
        missing.map(async (member) => {
          const sighting = await member.look();
          found.set(member.id, sighting);
          this.take(member, sighting);
        }),
      );
    }
    // Two addresses of one process are one member.
    return new Map([...found].filter(([id]) => this.members.has(id)));
  }

  /** The member that an instance means by this address; null: none that is known. */
  resolve(address: RouterAddress): Member | null {
    const id = formatAddress(this.options.map(address));
    return this.members.get(this.aliases.get(id) ?? id) ?? null;
  }

  /** Whom a member follows by these sightings; null: nobody, or somebody who is not known. */
  upstreamIn(sightings: Sightings): (id: string) => string | null {
    return (id) => {
      const sighting = sightings.get(id);
      const following = sighting?.state === "seen" ? sighting.view.following : null;
      return following == null ? null : (this.resolve(following.upstream)?.id ?? null);
    };
  }

  /** Every member was looked at once. */
  get knowsAll(): boolean {
    return [...this.members.values()].every(({ sighting }) => sighting !== null);
  }

  states(): MemberState[] {
    const nowMs = this.ground.now();
    const fit = new Map([...this.readers, ...this.one(this.writer)].map((one) => [one.member, one]));
    return [...this.members.values()].map((member) => {
      const { sighting, address } = member;
      const seen = sighting?.state === "seen" ? sighting : null;
      const own = fit.get(member);
      return {
        ...address,
        role: seen?.view.role ?? null,
        isPrimary: this.writer?.member === member,
        in: own !== undefined,
        why: own === undefined ? whyOut(member, this.belief) : null,
        runId: seen?.runId ?? null,
        replid: seen?.view.replid ?? null,
        offset: seen?.view.offset ?? null,
        lag: own === undefined ? null : lagOf(own, nowMs),
        lookAgeMs: sighting === null ? null : nowMs - sighting.sentMs,
      };
    });
  }

  /** In one line for each member: what is known of it. */
  describe(): string {
    return [...this.members.values()]
      .map((member) => {
        const { sighting, id } = member;
        const role = sighting?.state === "seen" ? sighting.view.role : "not seen";
        const why = whyOut(member, this.belief);
        return `${id} (${role}${why === null ? "" : `: ${why.replace(/\.$/, "")}`})`;
      })
      .join(", ");
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
    for (const member of this.members.values()) member.close();
    this.wake();
  }

  private poll(): void {
    const named = new Set<string>();
    for (const { sighting } of this.members.values()) {
      if (sighting?.state !== "seen") continue;
      const { upstream, replicas } = namedAddresses(sighting.view);
      for (const address of upstream === null ? replicas : [upstream, ...replicas])
        named.add(formatAddress(this.options.map(address)));
    }
    for (const member of this.members.values()) {
      const { sighting, id } = member;
      const long = sighting?.state === "gone" && member.goneSinceMs + FORGET_MS < this.ground.now();
      if (long && !this.seeds.has(id) && !named.has(id)) this.forget(member);
      else this.lookAt(member, false);
    }
  }

  private lookAt(member: Member, again: boolean): void {
    if (this.closed) return;
    if (member.looking !== null) {
      member.lookAgain ||= again;
      return;
    }
    member.looking = member.look().then((sighting) => {
      member.looking = null;
      this.take(member, sighting);
      if (member.lookAgain) {
        member.lookAgain = false;
        this.lookAt(member, false);
      }
    });
  }

  private add(address: RouterAddress): Member {
    const id = formatAddress(address);
    const known = this.members.get(this.aliases.get(id) ?? id);
    if (known !== undefined) return known;
    const member = new Member(id, address, this.ground, (one, end) => this.lineChanged(one, end));
    this.members.set(id, member);
    this.lookAt(member, false);
    return member;
  }

  private forget(member: Member): void {
    this.members.delete(member.id);
    member.close();
  }

  private lineChanged(member: Member, end: LineEnd | null): void {
    if (this.closed) return;
    if (end === null) this.settle();
    else this.failed(member, end.detail);
  }

  /** Takes in what a look gave. */
  private take(member: Member, sighting: Sighting): void {
    if (this.closed || !this.members.has(member.id)) return;
    const before = member.sighting;
    if (before !== null && sighting.sentMs < before.sentMs) return;
    if (sighting.state === "gone" && before?.state !== "gone") member.goneSinceMs = sighting.sentMs;
    if (sighting.state === "seen") {
      for (const [id, other] of this.members)
        if (other !== member && other.sighting?.state === "seen" && other.sighting.runId === sighting.runId) {
          this.aliases.set(member.id, id);
          this.forget(member);
          return;
        }
      this.learn(before, sighting);
      member.connect();
    }
    member.sighting = sighting;
    if (sighting.state === "seen") this.discover(sighting);
    this.settle();
  }

  private learn(before: Sighting | null, { view, runId }: Extract<Sighting, { state: "seen" }>): void {
    const { replid, previousReplid, previousReplidUntil, offset, role } = view;
    const old = before?.state === "seen" && before.runId === runId ? before.view : null;
    const claimsMore = previousReplidUntil !== null && old !== null && previousReplidUntil > old.offset + 1;
    if (old?.following?.linkUp === false && isNowhere(old.offset) && role === "primary" && claimsMore)
      this.histories.distrust(replid);
    this.histories.learn({ replid, previousReplid, previousReplidUntil, isPrimary: role === "primary" });
    if (old?.role === "primary" && role === "primary" && old.replid !== replid && previousReplid === null)
      this.histories.renamed(old.replid, { replid, offset });
  }

  /** Others are found from members of the group alone: one that left it names those of another. */
  private discover({ view }: Extract<Sighting, { state: "seen" }>): void {
    const { last } = this.belief;
    if (last !== null && !this.histories.related(view.replid, last.replid)) return;
    const { upstream, replicas } = namedAddresses(view);
    for (const address of upstream === null ? replicas : [upstream, ...replicas])
      this.add(this.options.map(address));
  }

  /**
   * So long after a look was sent the primary is trusted to be that still: by then another look has shown otherwise. Where none came,
   * since this process stood still, nobody knows who took writes meanwhile. Milliseconds.
   */
  private get roleMs(): number {
    return this.options.pollMs + this.ground.lookMs;
  }

  /** Draws the conclusions from what is known now. */
  private settle(): void {
    const sightings = new Map<string, Sighting>();
    for (const [id, { sighting }] of this.members) if (sighting !== null) sightings.set(id, sighting);
    if (this.belief.last !== null || this.knowsAll)
      this.belief = believe(this.belief, sightings, this.histories, this.upstreamIn(sightings));
    const { state, last } = this.belief;
    const own = last === null ? undefined : sightings.get(last.id);
    if (state !== "believed" || own?.state !== "seen") this.trail.clear();
    else this.trail.note(own.sentMs, { replid: own.view.replid, offset: own.view.offset });
    const known = {
      sightings,
      belief: this.belief,
      histories: this.histories,
      trail: this.trail,
      roleMs: this.roleMs,
    };
    const { writer, readers, leftovers } = fitsOf([...this.members.values()], known);
    this.publish(writer, readers, leftovers);
  }

  private publish(writer: Fit | null, readers: readonly Fit[], leftovers: readonly Fit[]): void {
    const before = new Set([...this.readers, ...this.one(this.writer)].map(({ member }) => member));
    const after = new Set([...readers, ...this.one(writer)].map(({ member }) => member));
    const [from, to] = [this.writer?.member ?? null, writer?.member ?? null];
    const rivals = this.belief.others.join();
    const { onEvent } = this.options;
    this.writer = writer;
    this.readers = readers;
    this.leftovers = leftovers;
    for (const member of before)
      if (!after.has(member))
        onEvent({
          type: "member-out",
          member: member.address,
          why: whyOut(member, this.belief) ?? "It left.",
        });
    for (const member of after)
      if (!before.has(member)) onEvent({ type: "member-in", member: member.address });
    if (from !== to)
      onEvent({
        type: "primary-changed",
        from: from?.address ?? null,
        to: to?.address ?? null,
        why: (to === null && from !== null ? whyOut(from, this.belief) : null) ?? this.belief.why,
      });
    if (rivals !== this.toldRivals) {
      this.toldRivals = rivals;
      const members = this.belief.others.flatMap((id) => this.members.get(id)?.address ?? []);
      onEvent({ type: "rivals", members });
    }
    this.wake();
  }

  private toldRivals = "";

  private readonly one = (fit: Fit | null): Fit[] => (fit === null ? [] : [fit]);

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
