import type { AddGroup, Group } from "@/lib/contract";
import type { Derived } from "@/lib/group/derive";
import type { FleetView } from "@/lib/group/silence";
import { ProblemError } from "@/server/errors";
import type { CommandOutcome, Fleet, FleetListener } from "@/server/ports";
import type { Exchange } from "@/server/redis/connection";
import { copyFault } from "@/server/redis/copy-fault";
import type { Networks } from "@/server/redis/networks";
import type { RdbCopy } from "@/server/redis/rdb-stream";
import type { WriteStream } from "@/server/redis/write-stream";
import { refuseOutsiders, refuseSocketPaths } from "./added-seeds";
import { type FleetOptions, type GroupConfig, groupConfigOf, monotonicClock } from "./config";
import { FleetEar } from "./fleet-ear";
import { readAccess } from "./group-access";
import type { GroupHost } from "./group-host";
import { GroupWatch } from "./group-watch";
import { leadMs } from "./heartbeat";
import { Listeners } from "./listeners";
import { everyInterval, phaseOf } from "./rounds";
import { slug } from "./slug";

const worstFirst: readonly Group["status"][] = ["critical", "warning", "unknown", "ok"];

/**
 * Watches the groups of `options`, from now until `close`.
 * @throws ProblemError `bad-group` when a seed, an address or a certificate cannot be used, `group-exists` when two names give one id
 */
export async function createFleet(options: FleetOptions): Promise<Fleet> {
  const fleet = new PollingFleet(options);
  try {
    for (const group of options.groups) await fleet.watch(group);
  } catch (error) {
    await fleet.close();
    throw error;
  }
  return fleet;
}

class PollingFleet implements Fleet, GroupHost {
  readonly options: GroupHost["options"];
  private readonly watches = new Map<string, { readonly watch: GroupWatch; readonly stop: () => void }>();
  private readonly listeners: Listeners;
  private readonly demoGroup: string | null;
  private readonly networks: Networks;
  private readonly ear: FleetEar;
  private started = 0;

  constructor(options: FleetOptions) {
    const { poll, thresholds, log, heartbeat = null, clock = monotonicClock, openFindings = [] } = options;
    const { backups = () => null } = options;
    this.options = { poll, thresholds, log, heartbeat, clock, openFindings, backups };
    this.listeners = new Listeners(log);
    this.ear = new FleetEar(poll);
    this.demoGroup = options.demoGroup ?? null;
    this.networks = options.networks;
  }

  groups(): Group[] {
    const groups = [...this.watches.values()].map(({ watch }) => watch.group);
    const rank = (group: Group): number => worstFirst.indexOf(group.status);
    return groups.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, "en"));
  }

  group(id: string): Group | null {
    return this.watches.get(id)?.watch.group ?? null;
  }

  groupOf(instance: string): Group | null {
    return this.watchOf(instance)?.group ?? null;
  }

  members(group: string): ReturnType<Fleet["members"]> {
    return this.known(group).inventory.members();
  }

  users(group: string): ReturnType<Fleet["users"]> {
    return this.known(group).users;
  }

  resolver(group: string): ReturnType<Fleet["resolver"]> {
    return this.known(group).resolve;
  }

  refresh(group: string): Promise<Group> {
    return this.known(group).refresh();
  }

  sample(group: string, instances: readonly string[]): Promise<Group> {
    return this.known(group).sample(instances);
  }

  async command(
    ...[instance, words, { as, deadlineMs, permit }]: Parameters<Fleet["command"]>
  ): Promise<CommandOutcome> {
    const poller = this.watchOf(instance)?.inventory.get(instance);
    if (poller === undefined) return { state: "unsent", detail: `${instance} is not watched.` };
    return toOutcome(await poller.send(words, { as, deadlineMs, permit }));
  }

  async sentinelCommand(
    ...[group, sentinel, words, options]: Parameters<Fleet["sentinelCommand"]>
  ): Promise<CommandOutcome> {
    const exchange = await this.watches.get(group)?.watch.sentinelCommand(sentinel, words, options);
    return exchange == null
      ? { state: "unsent", detail: `${sentinel} is no Sentinel of ${group} that is known.` }
      : toOutcome(exchange);
  }

  async openRdb(...[instance, options]: Parameters<Fleet["openRdb"]>): Promise<RdbCopy> {
    const poller = this.watchOf(instance)?.inventory.get(instance);
    if (poller === undefined) throw copyFault("unreachable", `${instance} is not watched.`);
    return poller.openRdb(options);
  }

  async openWriter(...[instance, options]: Parameters<Fleet["openWriter"]>): Promise<WriteStream> {
    const poller = this.watchOf(instance)?.inventory.get(instance);
    if (poller === undefined) throw copyFault("unreachable", `${instance} is not watched.`);
    return poller.openWriter(options);
  }

  dialled(...[instance, as]: Parameters<Fleet["dialled"]>): ReturnType<Fleet["dialled"]> {
    return this.watchOf(instance)?.inventory.get(instance)?.dialled(as) ?? null;
  }

  async addGroup(added: AddGroup): Promise<Group> {
    refuseSocketPaths(added);
    const watch = await this.watch(groupConfigOf(added));
    const group = await watch.refresh();
    try {
      refuseOutsiders(group, watch.seeds);
    } catch (error) {
      await this.removeGroup(watch.id);
      throw error;
    }
    if (this.watches.get(watch.id)?.watch === watch) return group;
    throw exists(`These seeds belong to a group that is watched already, so "${added.name}" was not added.`);
  }

  async removeGroup(id: string): Promise<void> {
    this.known(id).close();
    this.drop(id);
  }

  forget(group: string, instance: string): void {
    const watch = this.known(group);
    const member = watch.inventory.get(instance)?.member;
    if (member?.reading?.state === "reached")
      throw new ProblemError(
        409,
        "instance-reachable",
        "The instance answers",
        `${instance} answers and belongs to the group. Detach it first, or stop it.`,
      );
    if (member !== undefined) watch.forget(instance);
  }

  setRun(group: string, run: string | null): void {
    this.known(group).setRun(run);
  }

  setDetached(group: string, instance: string): void {
    this.known(group).setDetached(instance);
  }

  setReplaced(group: string, former: string, by: string, sinceMs: number): void {
    this.known(group).setReplaced(former, by, sinceMs);
  }

  reachedMs(group: string, replid: string, offset: number): number | null {
    return this.known(group).reachedMs(replid, offset);
  }

  listen(listener: FleetListener): () => void {
    return this.listeners.add(listener);
  }

  async close(): Promise<void> {
    const watched = [...this.watches.values()];
    this.watches.clear();
    this.listeners.clear();
    for (const { stop } of watched) stop();
    await Promise.all(
      watched.map(async ({ watch }) => {
        await watch.tidy();
        watch.close();
      }),
    );
  }

  /** Starts to watch a group. */
  async watch(config: GroupConfig): Promise<GroupWatch> {
    const id = slug(config.name);
    const access = await readAccess(config, this.networks);
    if (this.watches.has(id))
      throw exists(`There is a group with the id ${id} already: choose another name.`);
    const watch = new GroupWatch(id, config.name, config.name === this.demoGroup, access, this);
    const { poll, heartbeat, clock, log } = this.options;
    const phaseMs = phaseOf(this.started, poll.intervalMs);
    this.started += 1;
    const stopRounds = everyInterval(
      { intervalMs: poll.intervalMs, phaseMs, clock },
      () => watch.round(),
      (error) => log.warn({ group: id, err: error }, "a round of polls failed"),
    );
    const stopHeartbeat =
      heartbeat === null
        ? null
        : everyInterval(
            { intervalMs: heartbeat.intervalMs, phaseMs: phaseMs - leadMs(heartbeat, poll), clock },
            () => watch.writeHeartbeat(),
            (error) => log.warn({ group: id, err: error }, "a heartbeat failed"),
          );
    const stop = (): void => {
      stopRounds();
      stopHeartbeat?.();
    };
    this.watches.set(id, { watch, stop });
    this.listeners.tell((listener) => listener.changed?.(watch.group));
    return watch;
  }

  answered(atMs: number): void {
    this.ear.answered(atMs);
  }

  view(): FleetView {
    const members = () => [...this.watches.values()].map(({ watch }) => watch.inventory.members());
    return this.ear.view(members, this.options.clock.nowMs());
  }

  derived(watch: GroupWatch, result: Derived, forced: boolean): void {
    if (this.watches.get(watch.id)?.watch !== watch) return;
    const { group, rows, structureChanged, sentinelChanged, protectionChanged, opened, closed, events } =
      result;
    const changed =
      forced ||
      structureChanged ||
      sentinelChanged ||
      protectionChanged ||
      opened.length > 0 ||
      closed.length > 0;
    const atMs = this.options.clock.nowMs();
    this.listeners.tell((listener) => {
      if (changed) listener.changed?.(group);
      listener.tick?.(group, rows, atMs);
      if (opened.length > 0 || closed.length > 0) listener.findings?.(group, opened, closed);
      if (events.length > 0) listener.events?.(events);
    });
  }

  /** One process is in one group: of two groups that share one, the one that was named first takes in the other. */
  identified(watch: GroupWatch, runId: string): void {
    const watches = [...this.watches.values()].map((entry) => entry.watch);
    const other = watches.find((one) => one !== watch && one.inventory.withRunId(runId, "") !== null);
    if (other === undefined || !watches.includes(watch)) return;
    const [kept, dropped] = watches.indexOf(other) < watches.indexOf(watch) ? [other, watch] : [watch, other];
    this.options.log.warn(
      { kept: kept.id, dropped: dropped.id },
      "two groups share an instance and are watched as one: name its seeds in one group alone",
    );
    kept.adopt(dropped);
    this.drop(dropped.id);
  }

  private drop(id: string): void {
    this.watches.get(id)?.stop();
    this.watches.delete(id);
    this.listeners.tell((listener) => listener.gone?.(id));
  }

  private known(group: string): GroupWatch {
    const watch = this.watches.get(group)?.watch;
    if (watch !== undefined) return watch;
    throw new ProblemError(404, "not-found", "Not found", "There is no such group.");
  }

  private watchOf(instance: string): GroupWatch | null {
    for (const { watch } of this.watches.values())
      if (watch.inventory.get(instance) !== undefined) return watch;
    return null;
  }
}

function toOutcome(exchange: Exchange): CommandOutcome {
  if (exchange.state === "unsent" || exchange.state === "unknown")
    return { state: exchange.state, detail: exchange.failure.detail };
  return exchange;
}

const exists = (detail: string): ProblemError =>
  new ProblemError(409, "group-exists", "There is such a group", detail);
