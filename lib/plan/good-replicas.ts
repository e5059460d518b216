import type { Instance } from "@/lib/contract";
import { configOf, followersOf, type PlanContext, viewOf } from "./context";

/** What a primary demands before it takes a write. */
export interface MinReplicas {
  /** `min-replicas-to-write`; 0: nothing. */
  readonly count: number;
  /** `min-replicas-max-lag`: a replica heard from no longer ago than this many seconds is good; 0 turns it all off. */
  readonly maxLagSeconds: number;
}

/** What `instance` demands; null where its settings cannot be read. */
export function minReplicas(context: PlanContext, instance: Instance): MinReplicas | null {
  const config = configOf(context, instance.id);
  const [count, maxLag] = ["min-replicas-to-write", "min-replicas-max-lag"].map((name) => config?.get(name));
  if (count === undefined || maxLag === undefined) return null;
  const maxLagSeconds = Number(maxLag);
  return { count: maxLagSeconds === 0 ? 0 : Number(count), maxLagSeconds };
}

/**
 * The replicas `instance` counts as good: its own, online, and heard from in time. One deeper in a chain never counts.
 * Source: replication.c, refreshGoodSlavesCount.
 */
export function goodReplicas(context: PlanContext, instance: Instance): Instance[] {
  const wanted = minReplicas(context, instance);
  const listed = viewOf(context, instance.id)?.listed ?? [];
  const good = new Set(
    listed
      .filter(
        ({ state, lastAckSeconds }) =>
          state === "online" && (wanted === null || (lastAckSeconds ?? 0) <= wanted.maxLagSeconds),
      )
      .map(({ address }) => context.resolve(address)),
  );
  return followersOf(context, instance.id).filter(({ id }) => good.has(id));
}
