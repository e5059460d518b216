import type { Group } from "@/lib/contract";
import { type Derived, deriveGroup } from "@/lib/group/derive";
import type { InstanceId } from "@/lib/group/member";
import { createDeriveMemory, type DeriveMemory } from "@/lib/group/memory";
import type { Reading } from "@/lib/info/view";
import { OffsetTracks } from "@/lib/lag/tracks";
import type { Target } from "@/server/redis/target";
import type { FleetOptions } from "./config";
import { Discovery } from "./discovery";
import type { GroupAccess } from "./group-access";
import { type InstanceListener, InstancePoller } from "./instance-poller";
import { Inventory } from "./inventory";
import { pollNow, pollRound } from "./poll-round";
import { pause } from "./rounds";

/** Lag can be told for as long as this. */
const TRACK_WINDOW_MS = 15 * 60_000;
const TRACK_SAMPLES = 10_000;
/** What arrives outside a round is gathered for so long before the group is derived again. */
const GATHER_MS = 25;

export interface GroupHost {
  readonly options: Required<Pick<FleetOptions, "poll" | "thresholds" | "clock" | "log" | "openFindings">>;
  /** After every derivation. `forced`: what is not derived changed too, such as the run in progress. */
  derived(watch: GroupWatch, result: Derived, forced: boolean): void;
  /** A process of `watch` may be one that another group watches as well. */
  identified(watch: GroupWatch, runId: string): void;
}

/** One group under watch: its instances, and what follows from their readings. */
export class GroupWatch implements InstanceListener {
  readonly inventory: Inventory;
  private readonly discovery: Discovery;
  private readonly tracks = new OffsetTracks({ windowMs: TRACK_WINDOW_MS, maxSamples: TRACK_SAMPLES });
  private readonly memory: DeriveMemory;
  private readonly runIds = new Map<InstanceId, string>();
  private latest: Group;
  private derived: Group | null = null;
  /** False until the first round has ended: what is not known yet must not look like what is no longer so. */
  private begun = false;
  private run: string | null = null;
  private gathering: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    readonly id: string,
    readonly name: string,
    readonly demo: boolean,
    private readonly access: GroupAccess,
    private readonly host: GroupHost,
  ) {
    this.memory = createDeriveMemory(host.options.openFindings.filter((finding) => finding.group === id));
    this.inventory = new Inventory(access);
    this.discovery = new Discovery(access, this.inventory, this.open, (poller) => this.admit(poller));
    for (const seed of access.seeds) this.watch(this.open(seed.id, seed.target));
    this.latest = this.preview();
  }

  get group(): Group {
    return this.latest;
  }

  readonly resolve = (address: Parameters<Inventory["resolve"]>[0]): InstanceId | null =>
    this.inventory.resolve(address);

  reading(id: InstanceId, reading: Reading): void {
    this.tracks.record(id, reading);
  }

  up(id: InstanceId): void {
    void this.inventory
      .get(id)
      ?.poll()
      .then(() => this.settleSoon());
  }

  /** One beat: everybody is asked, and the group derived from what has come. */
  async round(): Promise<void> {
    const { poll } = this.host.options;
    await pollRound(this.inventory.all(), poll);
    if (!this.begun) await Promise.race([this.meetAll(), pause(2 * poll.timeoutMs)]);
    this.settle();
  }

  /** Everything is read anew, and so are those that turn up on the way. */
  async refresh(): Promise<Group> {
    await pollNow(this.inventory.all(), true);
    await this.meetAll();
    return this.settle();
  }

  async sample(ids: readonly InstanceId[]): Promise<Group> {
    const pollers = ids.map((id) => this.inventory.get(id)).filter((poller) => poller !== undefined);
    await pollNow(pollers, false);
    return this.settle();
  }

  setRun(run: string | null): void {
    this.run = run;
    this.publish(true);
  }

  forget(id: InstanceId): void {
    this.inventory.get(id)?.close();
    this.inventory.remove(id);
    this.runIds.delete(id);
    this.tracks.forget(id);
    this.publish(false);
  }

  /** Takes over the instances of a group that proved to be this one. */
  adopt(other: GroupWatch): void {
    for (const poller of other.inventory.all()) {
      const runId = poller.member.slow?.server?.runId ?? null;
      const twin =
        this.inventory.get(poller.id)?.id ??
        (runId === null ? null : this.inventory.withRunId(runId, poller.id));
      if (twin !== null) {
        if (twin !== poller.id) this.inventory.addAlias(poller.id, twin);
        poller.close();
      } else this.watch(poller);
    }
    other.abandon();
    this.settleSoon();
  }

  close(): void {
    for (const poller of this.inventory.all()) poller.close();
    this.abandon();
  }

  private abandon(): void {
    this.closed = true;
    if (this.gathering !== null) clearTimeout(this.gathering);
  }

  private readonly open = (id: InstanceId, target: Target): InstancePoller => {
    const { poll, clock } = this.host.options;
    const { poller, operator } = this.access;
    return new InstancePoller({ id, target, poller, operator, timeoutMs: poll.timeoutMs, clock });
  };

  private watch(poller: InstancePoller): void {
    this.inventory.add(poller);
    poller.listener = this;
    const reading = poller.member.reading;
    if (reading !== null) this.tracks.record(poller.id, reading);
  }

  /** A probe has ended: well or not, what was named is a member now, unless it is one we know by another name. */
  private admit(poller: InstancePoller): void {
    if (this.closed || this.inventory.get(poller.id) !== undefined) {
      poller.close();
      return;
    }
    this.watch(poller);
    this.look(poller);
    this.settleSoon();
  }

  /** Who it is, and whom it names. */
  private look(poller: InstancePoller): void {
    const { reading, slow } = poller.member;
    if (reading?.state !== "reached" || this.inventory.get(poller.id) !== poller) return;
    const runId = slow?.server?.runId ?? null;
    if (runId !== null && this.runIds.get(poller.id) !== runId) {
      if (this.runIds.has(poller.id)) this.inventory.dropAliases(poller.id);
      this.runIds.set(poller.id, runId);
      const twin = this.inventory.withRunId(runId, poller.id);
      if (twin !== null) {
        this.join(twin, poller);
        return;
      }
      this.host.identified(this, runId);
    }
    if (this.host.options.poll.discover && !this.closed) this.discovery.follow(poller.target, reading.view);
  }

  /** Two members are one process: the one that was here first stays. */
  private join(twin: InstanceId, poller: InstancePoller): void {
    const ids = this.inventory.all().map((one) => one.id);
    const [kept, dropped] =
      ids.indexOf(twin) < ids.indexOf(poller.id) ? [twin, poller.id] : [poller.id, twin];
    this.inventory.get(dropped)?.close();
    this.inventory.remove(dropped);
    this.runIds.delete(dropped);
    this.inventory.addAlias(dropped, kept);
  }

  private settleSoon(): void {
    if (this.closed || !this.begun || this.gathering !== null) return;
    this.gathering = setTimeout(() => this.settle(), GATHER_MS);
  }

  /** Looks for everyone who is named, until nobody new is. */
  private async meetAll(): Promise<void> {
    this.lookAtAll();
    await this.discovery.settled();
  }

  private settle(): Group {
    if (this.gathering !== null) clearTimeout(this.gathering);
    this.gathering = null;
    this.begun = true;
    this.lookAtAll();
    if (!this.closed) this.publish(false);
    return this.latest;
  }

  private lookAtAll(): void {
    for (const poller of this.inventory.all()) this.look(poller);
  }

  private publish(forced: boolean): void {
    if (!this.begun) {
      this.latest = this.preview();
      return;
    }
    const result = this.derive(this.derived, this.memory);
    this.derived = result.group;
    this.latest = result.group;
    this.host.derived(this, result, forced);
  }

  /** The group as it looks before anything is known of it; nothing is remembered of it. */
  private preview(): Group {
    return this.derive(null, createDeriveMemory()).group;
  }

  private derive(previous: Group | null, memory: DeriveMemory): Derived {
    const { clock, thresholds, poll } = this.host.options;
    return deriveGroup({
      id: this.id,
      name: this.name,
      demo: this.demo,
      run: this.run,
      members: this.inventory.members(),
      resolve: this.resolve,
      nowMs: clock.nowMs(),
      thresholds,
      pollIntervalMs: poll.intervalMs,
      tracks: this.tracks,
      previous,
      memory,
    });
  }
}
