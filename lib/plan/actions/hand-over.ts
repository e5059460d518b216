import { isAtLeast, versionOf } from "@/lib/info/version";
import type { Address } from "@/lib/info/view";
import { configOf, type PlanContext } from "../context";
import type { Move, Scene } from "../scene";
import {
  awaitOffset,
  failover,
  fenceWrites,
  holdPings,
  pauseWrites,
  replicaof,
  replicaofNoOne,
  restorePings,
  resumeWrites,
  type StepDraft,
  unfenceWrites,
} from "../steps";

/** What a fenced primary must get back; null where its settings cannot be read, or where the fence would not hold. */
export interface Restore {
  readonly pingPeriodSeconds: string;
  readonly minReplicas: string;
}

/** How writes are held back where FAILOVER is missing: CLIENT PAUSE … WRITE came with 6.2. */
export function holdsBy(scene: Scene): "pause" | "fence" {
  const version = scene.primary === null ? null : versionOf(scene.primary);
  return version !== null && isAtLeast(version, 6, 2) ? "pause" : "fence";
}

/** The primary's own values of the settings that a hand-over changes for a while. */
export function restoreOf(context: PlanContext, primary: string): Restore | null {
  const config = configOf(context, primary);
  const pingPeriodSeconds = config?.get("repl-ping-replica-period");
  const minReplicas = config?.get("min-replicas-to-write");
  if (pingPeriodSeconds === undefined || minReplicas === undefined) return null;
  return { pingPeriodSeconds, minReplicas };
}

/**
 * The steps that move the primary's role to the target. Without FAILOVER the order is what keeps every acknowledged
 * write: the fence comes before the offset is read, the target has that offset before it is promoted, and the old
 * primary is a replica before the fence falls. No step is given where its words or values are not known.
 */
export function handOver(scene: Scene, words: Address | null, demoted: readonly Move[]): StepDraft[] {
  const { context, target, primary, method } = scene;
  if (method === "forced") return [replicaofNoOne(target)];
  if (primary === null) return [];
  const seconds = context.settings.failoverTimeoutSeconds;
  if (method === "failover") return words === null ? [] : [failover(primary, target, words, seconds)];
  const restore = restoreOf(context, primary.id);
  if (restore === null) return [];
  const pause = holdsBy(scene) === "pause";
  return [
    holdPings(primary),
    pause ? pauseWrites(primary, seconds) : fenceWrites(primary),
    awaitOffset(primary, target),
    replicaofNoOne(target),
    ...demoted.flatMap(replicaof),
    pause ? resumeWrites(primary) : unfenceWrites(primary, restore.minReplicas),
    restorePings(primary, restore.pingPeriodSeconds),
  ];
}
