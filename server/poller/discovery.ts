import type { InstanceId } from "@/lib/group/member";
import { isPlainAddress } from "@/lib/info/address";
import type { ReplicationView } from "@/lib/info/view";
import { namedAddresses } from "@/lib/topology/discover";
import type { Target } from "@/server/redis/target";
import { type GroupAccess, reachable } from "./group-access";
import type { InstancePoller } from "./instance-poller";
import { type Inventory, MAX_INSTANCES } from "./inventory";

/** So many unknown addresses are looked at side by side. */
const SIDE_BY_SIDE = 50;

/**
 * So often who answers is asked once more who it is. Who goes by another name here would be shown twice until it is known, a
 * primary as a second one.
 */
const MORE_TRIES = 2;

export interface DiscoveryHooks {
  open(id: InstanceId, target: Target): InstancePoller;
  /** Hands over one that was looked at; it is the receiver's to close. */
  admit(poller: InstancePoller): void;
  /** Told once: more are named than the limit. */
  full(): void;
}

/** Follows the addresses that instances name, and hands over each new instance once it has answered or failed to. */
export class Discovery {
  private readonly probes = new Map<InstanceId, Promise<void>>();
  private isFull = false;
  private readonly queue: { id: InstanceId; target: Target }[] = [];

  constructor(
    private readonly access: GroupAccess,
    private readonly inventory: Inventory,
    private readonly hooks: DiscoveryHooks,
    private readonly limit = MAX_INSTANCES,
  ) {}

  /** Looks for everyone `view` names that is not known yet. `namer` is who said it. */
  follow(namer: Target, view: ReplicationView): void {
    const { upstream, replicas } = namedAddresses(view);
    for (const announced of upstream === null ? replicas : [upstream, ...replicas]) {
      const address = reachable(this.access, announced);
      const id = this.inventory.idOf(announced);
      const elsewhere = address === announced && isLoopback(address.host) && !isLocal(namer);
      if (elsewhere || !isPlainAddress(address)) continue;
      if (this.inventory.resolve(announced) !== null || this.isKnown(id)) continue;
      if (this.inventory.size + this.probes.size + this.queue.length >= this.limit) {
        if (!this.isFull) this.hooks.full();
        this.isFull = true;
        break;
      }
      const { networks, tls } = this.access;
      this.queue.push({ id, target: { endpoint: address, networks, tls } });
    }
    this.next();
  }

  /** Resolves when no address is left to be looked at. */
  async settled(): Promise<void> {
    while (this.probes.size > 0) await Promise.all(this.probes.values());
  }

  private next(): void {
    while (this.probes.size < SIDE_BY_SIDE) {
      const found = this.queue.shift();
      if (found === undefined) return;
      this.probes.set(found.id, this.probe(found.id, found.target));
    }
  }

  private async probe(id: InstanceId, target: Target): Promise<void> {
    const poller = this.hooks.open(id, target);
    await poller.pollAnew(true);
    for (let again = 0; again < MORE_TRIES && isNameless(poller); again += 1) {
      poller.hurry();
      await poller.pollAnew(true);
    }
    this.probes.delete(id);
    this.hooks.admit(poller);
    this.next();
  }

  private isKnown(id: InstanceId): boolean {
    return this.probes.has(id) || this.queue.some((waiting) => waiting.id === id);
  }
}

/** It has answered, but who it is did not come in time. */
const isNameless = ({ member: { lastReached, slow } }: InstancePoller): boolean =>
  lastReached !== null && slow === null;

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || host.startsWith("127.");

/** A loopback address means the machine of whoever names it: only one on ours names one of ours. */
export const isLocal = ({ endpoint }: Target): boolean => "path" in endpoint || isLoopback(endpoint.host);
