import type { Group } from "@/lib/contract";
import { type Derived, deriveGroup } from "@/lib/group/derive";
import { heartbeatTarget } from "@/lib/group/heartbeat";
import type { InstanceId } from "@/lib/group/member";
import { createDeriveMemory, type DeriveMemory } from "@/lib/group/memory";
import type { Address, Reading } from "@/lib/info/view";
import { reachedMs } from "@/lib/lag/pace";
import { OffsetTracks } from "@/lib/lag/tracks";
import type { Credentials } from "@/server/ports";
import type { Login } from "@/server/redis/target";
import type { GroupAccess } from "./group-access";
import type { GroupHost } from "./group-host";
import { HeartbeatWriter } from "./heartbeat";
import { type InstanceListener, InstancePoller } from "./instance-poller";
import { type Inventory, MAX_INSTANCES } from "./inventory";
import { Membership } from "./membership";
import { pollNow, pollRound } from "./poll-round";
import { pause } from "./rounds";
import { SentinelWatch } from "./sentinel/sentinel-watch";

/** Lag can be told for as long as this. */
const TRACK_WINDOW_MS = 15 * 60_000;
const TRACK_SAMPLES = 10_000;
/** What arrives outside a round is gathered for so long before the group is derived again. */
const GATHER_MS = 25;

/** One group under watch: its instances, and what follows from their readings. */
export class GroupWatch implements InstanceListener {
  /** The ids of those it was named by. */
  readonly seeds: readonly InstanceId[];
  private readonly membership: Membership;
  private readonly tracks = new OffsetTracks({ windowMs: TRACK_WINDOW_MS, maxSamples: TRACK_SAMPLES });
  private readonly memory: DeriveMemory;
  private readonly heartbeat: HeartbeatWriter | null;
  private readonly sentinels: SentinelWatch;
  private latest: Group;
  private derived: Group | null = null;
  /** False until the first round has ended: what is not known yet must not look like what is no longer so. */
  private begun = false;
  private run: string | null = null;
  private readonly detached = new Set<InstanceId>();
  private gathering: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    readonly id: string,
    readonly name: string,
    readonly demo: boolean,
    access: GroupAccess,
    private readonly host: GroupHost,
  ) {
    const { poll, clock, log, heartbeat, openFindings } = host.options;
    const { poller, operator, backup } = access;
    this.users = { poller: nameOf(poller), operator: nameOf(operator), backup: nameOf(backup) };
    const timeoutMs = poll.timeoutMs;
    this.seeds = access.seeds.map((seed) => seed.id);
    this.heartbeat =
      heartbeat === null
        ? null
        : new HeartbeatWriter({ group: id, heartbeat, operator, timeoutMs, clock, log });
    this.memory = createDeriveMemory(openFindings.filter((finding) => finding.group === id));
    this.membership = new Membership({
      access,
      discover: poll.discover,
      open: (instance, target) =>
        new InstancePoller({ id: instance, target, poller, operator, backup, timeoutMs, clock }),
      joined: (one) => this.joined(one),
      identified: (runId) => host.identified(this, runId),
      met: () => this.settleSoon(),
      full: () =>
        host.options.log.warn(
          { group: id, limit: MAX_INSTANCES },
          "more instances are named than are watched",
        ),
    });
    this.sentinels = new SentinelWatch({
      access,
      discover: poll.discover,
      timeoutMs,
      clock,
      groupName: name,
      inventory: this.inventory,
      learned: () => this.settleSoon(),
      failed: (error) =>
        host.options.log.warn({ group: id, err: error }, "a look at the Sentinels failed by our own fault"),
    });
    this.latest = this.preview();
  }

  get group(): Group {
    return this.latest;
  }

  get inventory(): Inventory {
    return this.membership.inventory;
  }

  get heartbeatKey(): string | null {
    return this.heartbeat === null || this.latest.mode === "cluster" ? null : this.heartbeat.key;
  }

  /** By whose names its instances know Tidemark. */
  readonly users: Readonly<Record<Credentials, string>>;

  readonly resolve = (address: Address): InstanceId | null => this.inventory.resolve(address);

  reading(id: InstanceId, reading: Reading): void {
    this.tracks.record(id, reading);
    if (reading.state === "reached") this.host.answered(reading.at.receivedMs);
  }

  up(id: InstanceId): void {
    void this.inventory
      .get(id)
      ?.poll()
      .then(() => this.settleSoon());
  }

  broke(id: InstanceId, error: unknown): void {
    this.host.options.log.warn(
      { group: this.id, instance: id, err: error },
      "a poll failed by our own fault",
    );
  }

  /** One beat: everybody is asked, and the group derived from what has come. */
  async round(): Promise<void> {
    const { poll } = this.host.options;
    // Whoever was the primary may come back as a second one: it is tried for with every round, without growing pauses.
    for (const id of [this.latest.primary, ...this.memory.formers.keys()])
      if (id !== null) this.inventory.get(id)?.hurry();
    await pollRound(this.inventory.all(), poll);
    if (!this.begun) await Promise.race([this.membership.meetAll(), pause(2 * poll.timeoutMs)]);
    this.sentinels.beat(this.settle());
  }

  /** Writes one heartbeat, where one may be written now. */
  async writeHeartbeat(): Promise<void> {
    const primary = this.primaryToWrite();
    if (primary !== null) await this.heartbeat?.write(primary);
  }

  /** Everything is read anew, and so are those that turn up on the way. */
  async refresh(): Promise<Group> {
    await pollNow(this.inventory.all(), true);
    await this.membership.meetAll();
    await this.sentinels.lookAnew(this.settle(), 2 * this.host.options.poll.timeoutMs);
    return this.settle();
  }

  async sample(ids: readonly InstanceId[]): Promise<Group> {
    const pollers = ids.map((id) => this.inventory.get(id)).filter((poller) => poller !== undefined);
    await pollNow(pollers, false);
    return this.settle();
  }

  sentinelCommand(...words: Parameters<SentinelWatch["command"]>): ReturnType<SentinelWatch["command"]> {
    return this.sentinels.command(...words);
  }

  setRun(run: string | null): void {
    this.run = run;
    this.publish(true);
  }

  /** A run detached it: it is a primary of its own until something attaches it again. */
  setDetached(id: InstanceId): void {
    this.detached.add(id);
    this.publish(true);
  }

  /** What another process saw: `by` took the place of `former`. It holds until `former` is the primary again. */
  setReplaced(former: InstanceId, by: InstanceId, sinceMs: number): void {
    if (this.memory.formers.has(former)) return;
    this.memory.formers.set(former, { by, sinceMs, held: null, back: null });
  }

  reachedMs(replid: string, offset: number): number | null {
    const looks = this.tracks.samples(replid);
    return reachedMs(looks, Math.min(offset, looks.at(-1)?.offset ?? offset));
  }

  forget(id: InstanceId): void {
    this.membership.forget(id);
    this.tracks.forget(id);
    this.publish(false);
  }

  /** Takes over the instances of a group that proved to be this one, and ends its watch. */
  adopt(other: GroupWatch): void {
    this.membership.adopt(other.membership);
    other.end();
    this.settleSoon();
  }

  /** Ends the watch. No server hears of it: a heartbeat ends by its own time to live. */
  close(): void {
    this.membership.close();
    this.end();
  }

  /** Takes its heartbeat off the primary, where it may write to it; resolves also when that could not be done in time. */
  async tidy(): Promise<void> {
    const primary = this.primaryToWrite();
    if (primary !== null) await this.heartbeat?.remove(primary.id);
  }

  private end(): void {
    this.closed = true;
    this.sentinels.close();
    if (this.gathering !== null) clearTimeout(this.gathering);
    this.heartbeat?.close();
  }

  private primaryToWrite(): InstancePoller | null {
    if (this.heartbeat === null || this.derived === null || this.closed) return null;
    const id = heartbeatTarget(this.latest, this.inventory.members());
    return id === null ? null : (this.inventory.get(id) ?? null);
  }

  private joined(poller: InstancePoller): void {
    poller.listener = this;
    const { reading } = poller.member;
    if (reading !== null) this.reading(poller.id, reading);
  }

  private settleSoon(): void {
    if (this.closed || !this.begun || this.gathering !== null) return;
    this.gathering = setTimeout(() => {
      try {
        this.settle();
      } catch (error) {
        this.host.options.log.warn({ group: this.id, err: error }, "a group could not be derived");
      }
    }, GATHER_MS);
  }

  private settle(): Group {
    if (this.gathering !== null) clearTimeout(this.gathering);
    this.gathering = null;
    this.begun = true;
    this.membership.look();
    if (!this.closed) this.publish(false);
    return this.latest;
  }

  private publish(forced: boolean): void {
    if (!this.begun) {
      this.latest = this.preview();
      return;
    }
    const result = this.derive(this.derived, this.memory);
    for (const { id, role } of result.group.instances) if (role === "replica") this.detached.delete(id);
    this.derived = result.group;
    this.latest = result.group;
    this.host.derived(this, result, forced);
  }

  /** The group as it looks before anything is known of it; nothing is remembered of it. */
  private preview(): Group {
    return this.derive(null, createDeriveMemory()).group;
  }

  private derive(previous: Group | null, memory: DeriveMemory): Derived {
    const { id, name, demo, run, resolve, tracks, detached } = this;
    const { clock, thresholds, poll, backups } = this.host.options;
    const heartbeats = this.heartbeat?.written ?? null;
    const members = this.inventory.members();
    const nowMs = clock.nowMs();
    const pollIntervalMs = poll.intervalMs;
    return deriveGroup({
      id,
      name,
      demo,
      run,
      members,
      detached,
      resolve,
      sentinels: this.sentinels.known(),
      nowMs,
      thresholds,
      pollIntervalMs,
      tracks,
      heartbeats,
      fleet: this.host.view(),
      backups: backups(id),
      previous,
      memory,
    });
  }
}

/** AUTH without a name, or none at all, is the `default` user's. Source: acl.c, authCommand. */
const nameOf = ({ username }: Login): string => username ?? "default";
