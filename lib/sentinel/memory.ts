import type { LastFailover } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";

/** What is remembered of a group's Sentinels from one derivation to the next. */
export interface SentinelMemory {
  /** What they last agreed on; null: nothing yet. */
  agreed: { readonly primary: InstanceId; readonly epoch: number } | null;
  /** The name and the counts that one of them last told; null: none did yet. */
  told: { readonly name: string; readonly quorum: number; readonly known: number } | null;
  last: LastFailover | null;
  /** The epoch with which they last named each instance. */
  readonly epochs: Map<InstanceId, number>;
}

export const createSentinelMemory = (): SentinelMemory => ({
  agreed: null,
  told: null,
  last: null,
  epochs: new Map(),
});

/**
 * Takes in whom they agree on now. Only a failover raises the epoch (sentinel.c, sentinelRefreshInstanceInfo, where the
 * promoted replica reports its new role), so one that rose tells of a failover even where the primary is the old one again.
 */
export function remember(
  memory: SentinelMemory,
  primary: InstanceId,
  epoch: number,
  sampledAt: string | null,
): void {
  const { agreed } = memory;
  if (agreed === null) {
    if (epoch > 0) memory.last = { at: null, epoch, from: null, to: primary };
  } else if (epoch > agreed.epoch) {
    const from = agreed.primary === primary ? null : agreed.primary;
    memory.last = { at: sampledAt, epoch, from, to: primary };
  }
  memory.agreed = { primary, epoch };
  memory.epochs.set(primary, epoch);
}

/**
 * Whether the Sentinels made `to` the primary after `from`: they name it, with a higher epoch. False also while they name
 * another; null where nobody can tell.
 */
export function sentinelMoved(memory: SentinelMemory, from: InstanceId, to: InstanceId): boolean | null {
  const { agreed, epochs } = memory;
  if (agreed === null) return null;
  const before = epochs.get(from);
  if (agreed.primary !== to) return false;
  return before === undefined ? null : agreed.epoch > before;
}
