import type { InstanceId } from "@/lib/group/member";
import type { Target } from "@/server/redis/target";
import { Discovery } from "./discovery";
import type { GroupAccess } from "./group-access";
import type { InstancePoller } from "./instance-poller";
import { Inventory } from "./inventory";

export interface MembershipOptions {
  readonly access: GroupAccess;
  readonly discover: boolean;
  open(id: InstanceId, target: Target): InstancePoller;
  /** It is a member from now on. */
  joined(poller: InstancePoller): void;
  /** A member told who it is, for the first time or after another process took its place. */
  identified(runId: string): void;
  /** A probe has ended: there is something new to show. */
  met(): void;
  /** Somebody was named who is not looked for, because there are too many. Told once. */
  full(): void;
}

/** Who belongs to a group: its seeds, whom they name, and whom those name in turn. */
export class Membership {
  readonly inventory: Inventory;
  private readonly discovery: Discovery;
  private readonly runIds = new Map<InstanceId, string>();
  /** Members that did not answer when they were last looked at: a name of theirs that came meanwhile was taken for another's. */
  private readonly away = new Set<InstanceId>();
  private closed = false;

  constructor(private readonly options: MembershipOptions) {
    const { access, open, full } = options;
    this.inventory = new Inventory(access);
    const admit = (poller: InstancePoller): void => this.admit(poller);
    this.discovery = new Discovery(access, this.inventory, { open, admit, full });
    for (const seed of access.seeds)
      if (this.inventory.get(seed.id) === undefined) this.join(open(seed.id, seed.target));
  }

  /** Looks at every member: who it is now, and whom it names. */
  look(): void {
    for (const poller of this.inventory.all()) this.lookAt(poller);
  }

  /** Looks until nobody new is named. */
  async meetAll(): Promise<void> {
    this.look();
    await this.discovery.settled();
  }

  /** Takes over the members of a group that proved to be this one. */
  adopt(other: Membership): void {
    other.closed = true;
    for (const poller of other.inventory.all()) {
      const runId = poller.member.slow?.server?.runId ?? null;
      const twin = runId === null ? null : this.inventory.withRunId(runId, poller.id);
      if (twin !== null) this.inventory.addAlias(poller.id, twin);
      if (twin !== null || this.inventory.get(poller.id) !== undefined) poller.close();
      else this.join(poller);
    }
  }

  forget(id: InstanceId): void {
    this.inventory.get(id)?.close();
    this.inventory.remove(id);
    this.runIds.delete(id);
    this.away.delete(id);
  }

  close(): void {
    this.closed = true;
    for (const poller of this.inventory.all()) poller.close();
  }

  private join(poller: InstancePoller): void {
    this.inventory.add(poller);
    this.options.joined(poller);
  }

  /** A probe has ended: well or not, what was named is a member now, unless it is one we know by another name. */
  private admit(poller: InstancePoller): void {
    if (this.closed || this.inventory.get(poller.id) !== undefined) {
      poller.close();
      return;
    }
    this.join(poller);
    this.lookAt(poller);
    this.options.met();
  }

  private lookAt(poller: InstancePoller): void {
    const { reading, slow } = poller.member;
    if (this.inventory.get(poller.id) !== poller) return;
    if (reading?.state !== "reached") {
      this.away.add(poller.id);
      return;
    }
    const isBack = this.away.delete(poller.id);
    const runId = slow?.server?.runId ?? null;
    const isNew = runId !== null && this.runIds.get(poller.id) !== runId;
    if (isNew) {
      if (this.runIds.has(poller.id)) this.inventory.dropAliases(poller.id);
      this.runIds.set(poller.id, runId);
    }
    if (runId !== null && (isNew || isBack)) {
      const twin = this.inventory.withRunId(runId, poller.id);
      if (twin !== null) {
        this.unite(twin, poller.id);
        return;
      }
    }
    if (isNew) this.options.identified(runId);
    if (this.options.discover && !this.closed) this.discovery.follow(poller.target, reading.view);
  }

  /** Two members are one process: the one that was here first stays, the other is a name of it. */
  private unite(one: InstanceId, two: InstanceId): void {
    const ids = this.inventory.all().map(({ id }) => id);
    const [kept, dropped] = ids.indexOf(one) < ids.indexOf(two) ? [one, two] : [two, one];
    this.forget(dropped);
    this.inventory.addAlias(dropped, kept);
  }
}
