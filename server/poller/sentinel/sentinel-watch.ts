import type { Group } from "@/lib/contract";
import type { WatchedPrimary } from "@/lib/info/sentinel";
import { chooseWatched } from "@/lib/sentinel/choose";
import type { KnownSentinel } from "@/lib/sentinel/reading";
import type { Credentials } from "@/server/ports";
import type { Exchange } from "@/server/redis/connection";
import type { Clock } from "../config";
import type { GroupAccess } from "../group-access";
import type { InstancePoller } from "../instance-poller";
import type { Inventory } from "../inventory";
import { pause } from "../rounds";
import { askSentinel } from "./ask";
import { SentinelClients } from "./clients";
import { hearSentinels } from "./hear";
import { loginsFor } from "./logins";
import { Roster } from "./roster";

/** How often Sentinels are asked while all is as it was. */
const CALM_MS = 10_000;
/** How often while something is not: some 3 s pass until all of them have heard of a failover. */
const TENSE_MS = 2_000;
/** How often Sentinels are listened for on an instance. */
const LISTEN_EACH_MS = 60_000;

export interface SentinelWatchOptions {
  readonly access: GroupAccess;
  readonly discover: boolean;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly groupName: string;
  readonly inventory: Inventory;
  /** Something new was learned. */
  readonly learned: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Finds a group's Sentinels and asks them, beside the polls and never in their way: one look at a time, each with deadlines.
 */
export class SentinelWatch {
  private readonly roster: Roster;
  private running: Promise<void> | null = null;
  private lookedMs: number | null = null;
  private listenDueMs = 0;
  /** What the instances said when the Sentinels were last asked: where it differs, they are asked at once. */
  private lastSaid = "";
  private lastSubscribers = 0;
  private heardName: string | null = null;
  /** Instances that do not let this user subscribe. */
  private readonly refused = new Set<string>();
  private closed = false;
  private readonly clients = new SentinelClients();

  constructor(private readonly options: SentinelWatchOptions) {
    this.roster = new Roster(options.access, options.clock.nowMs());
  }

  known(): KnownSentinel[] {
    return this.roster.known();
  }

  /** After every derivation: looks where a look is due, and returns at once. */
  beat(group: Group): void {
    if (this.running !== null || this.closed) return;
    const nowMs = this.options.clock.nowMs();
    const subscribers = this.subscribers();
    if (this.roster.size === 0 && subscribers === 0) return;
    const primary = group.instances.find(({ id }) => id === group.primary);
    const said = `${group.primary} ${primary?.reachable} ${subscribers}`;
    const intervalMs = isTense(group) ? TENSE_MS : CALM_MS;
    const isDue = this.lookedMs === null || nowMs - this.lookedMs >= intervalMs;
    if (said === this.lastSaid && !isDue) return;
    const isNew = said !== this.lastSaid && subscribers !== this.lastSubscribers;
    this.lastSaid = said;
    this.lastSubscribers = subscribers;
    const listen = this.options.discover && subscribers > 0 && (isNew || nowMs >= this.listenDueMs);
    this.running = this.look(group.primary, listen ? subscribers : 0)
      .catch(this.options.failed)
      .finally(() => {
        this.running = null;
        this.lookedMs = this.options.clock.nowMs();
        if (!this.closed) this.options.learned();
      });
  }

  /** A look that begins after this call, where there is anybody to ask; waited for no longer than `mostMs`. */
  async lookAnew(group: Group, mostMs: number): Promise<void> {
    const anew = async (): Promise<void> => {
      await this.running;
      this.lookedMs = null;
      this.beat(group);
      await this.running;
    };
    await Promise.race([anew(), pause(mostMs)]);
  }

  /**
   * Sends one command to one of the Sentinels that are known, once. Who has no login of the settings for Sentinels is
   * told with the operator's in the place of the poller's; no backup is taken there. Null: it is none of them.
   */
  async command(
    address: string,
    words: readonly string[],
    { as, deadlineMs, permit }: { as: Credentials; deadlineMs: number; permit?: (() => boolean) | undefined },
  ): Promise<Exchange | null> {
    const one = this.roster.all().find((known) => known.address === address);
    if (one === undefined) return null;
    const { sentinelLogin, poller, operator } = this.options.access;
    const own = { sentinelLogin, poller: as === "poller" ? poller : operator };
    const logins = loginsFor(one, own, this.hosts());
    return this.clients.send(`${as} ${address}`, one.target, logins, words, { deadlineMs, permit });
  }

  close(): void {
    this.closed = true;
    this.clients.close();
  }

  private async look(primary: string | null, expected: number): Promise<void> {
    if (expected > 0) await this.listen(primary, expected);
    await this.askAll();
    // Those that were named meanwhile.
    await this.askAll((address) => this.unasked(address));
  }

  private async listen(primary: string | null, expected: number): Promise<void> {
    const { access, clock, timeoutMs } = this.options;
    const through = this.speaker(primary);
    if (through === null) return;
    const subscribe = !this.refused.has(through.id);
    const options = { expected, timeoutMs, subscribe };
    const heard = await hearSentinels(through.target, access.poller, options);
    if (!heard.allowed) this.refused.add(through.id);
    if (heard.name !== null) this.heardName = heard.name;
    this.roster.name(through.target, heard.sentinels, heard.guessed, clock.nowMs());
    this.listenDueMs = clock.nowMs() + LISTEN_EACH_MS;
  }

  private async askAll(which: (address: string) => boolean = () => true): Promise<void> {
    const { access, clock, timeoutMs, discover } = this.options;
    const some = this.roster.all().filter(({ address }) => which(address));
    const choose = (watched: readonly WatchedPrimary[]) => chooseWatched(watched, this.marks());
    const hosts = this.hosts();
    const answers = await Promise.all(
      some.map((one) => {
        const logins = loginsFor(one, access, hosts);
        return askSentinel({ target: one.target, logins, timeoutMs, clock, choose });
      }),
    );
    const nowMs = clock.nowMs();
    for (const [i, { address, target }] of some.entries()) {
      const answer = answers[i];
      if (answer === undefined) continue;
      this.roster.take(address, answer.reading, nowMs);
      if (discover) this.roster.name(target, answer.peers, false, nowMs);
    }
    const named = answers.some(({ reading }) => reading.state === "reached" && reading.view !== null);
    this.roster.forgetGone(nowMs, named);
  }

  private unasked(address: string): boolean {
    return this.roster.known().some((one) => one.address === address && one.reading === null);
  }

  /** Where Sentinels are heard: on the primary, or while it is silent on whoever has one listening. */
  private speaker(primary: string | null): InstancePoller | null {
    const able = this.options.inventory
      .all()
      .filter(({ member }) => member.reading?.state === "reached" && subscribersOf(member) > 0);
    return able.find(({ id }) => id === primary) ?? able[0] ?? null;
  }

  private subscribers(): number {
    return Math.max(0, ...this.options.inventory.all().map(({ member }) => subscribersOf(member)));
  }

  private hosts(): ReadonlySet<string> {
    const endpoints = this.options.inventory.all().map(({ target }) => target.endpoint);
    return new Set(endpoints.flatMap((endpoint) => ("host" in endpoint ? endpoint.host : [])));
  }

  private marks() {
    const { inventory, groupName } = this.options;
    const runIds = new Set<string>();
    for (const { member } of inventory.all()) {
      const runId = member.slow?.server?.runId;
      if (runId !== undefined) runIds.add(runId);
    }
    return {
      heard: this.heardName,
      groupName,
      runIds,
      isMember: (address: Parameters<Inventory["resolve"]>[0]) => inventory.resolve(address) !== null,
    };
  }
}

/** How many listen to it, by what it last said; one that could not say counts as having none. */
const subscribersOf = (member: InstancePoller["member"]): number => member.slow?.sentinelSubscribers ?? 0;

/** Something moves, or is about to: one holds the primary to be down, fails it over, or names another instance. */
function isTense({ sentinel, primary }: Group): boolean {
  if (sentinel === null) return false;
  return sentinel.sentinels.some(
    (one) =>
      one.failingOver === true ||
      (one.down !== null && one.down !== "no") ||
      (one.primary !== null && primary !== null && one.primary !== primary),
  );
}
