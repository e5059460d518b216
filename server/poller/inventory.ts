import type { InstanceId, Member } from "@/lib/group/member";
import { formatAddress } from "@/lib/info/address";
import type { Address } from "@/lib/info/view";
import { type GroupAccess, reachable } from "./group-access";
import type { InstancePoller } from "./instance-poller";

/** More than this are not watched in one group: a server could name addresses without end. */
export const MAX_INSTANCES = 1_000;

/**
 * The instances of one group, and every name they go by. One instance is one process, told by its run id:
 * two addresses that lead to one process are one member and an alias.
 */
export class Inventory {
  private readonly pollers = new Map<InstanceId, InstancePoller>();
  private readonly aliases = new Map<string, InstanceId>();

  constructor(private readonly access: GroupAccess) {}

  get size(): number {
    return this.pollers.size;
  }

  all(): InstancePoller[] {
    return [...this.pollers.values()];
  }

  get(id: InstanceId): InstancePoller | undefined {
    return this.pollers.get(id);
  }

  members(): ReadonlyMap<InstanceId, Member> {
    const members = new Map<InstanceId, Member>();
    for (const [id, { member }] of this.pollers) members.set(id, member);
    return members;
  }

  /** The id an announced address would have here, watched or not. */
  idOf(announced: Address): InstanceId {
    return formatAddress(reachable(this.access, announced));
  }

  resolve(announced: Address): InstanceId | null {
    const id = this.idOf(announced);
    return this.pollers.has(id) ? id : (this.aliases.get(id) ?? null);
  }

  /** The member that is this process; null: none. */
  withRunId(runId: string, except: InstanceId): InstanceId | null {
    for (const [id, { member }] of this.pollers) {
      if (id !== except && member.slow?.server?.runId === runId && member.reading?.state === "reached")
        return id;
    }
    return null;
  }

  add(poller: InstancePoller): void {
    this.pollers.set(poller.id, poller);
    this.aliases.delete(poller.id);
  }

  addAlias(name: string, id: InstanceId): void {
    this.aliases.set(name, id);
  }

  /** Takes a member out, with the names it went by; its connections are the caller's to close. */
  remove(id: InstanceId): void {
    this.pollers.delete(id);
    this.dropAliases(id);
  }

  /** Another process answers at `id` now: what once led to the old one must be looked at anew. */
  dropAliases(id: InstanceId): void {
    for (const [name, target] of this.aliases) if (target === id) this.aliases.delete(name);
  }
}
