import type { Group, GroupSentinel, Instance, Sentinel } from "@/lib/contract";
import { versionOf } from "@/lib/info/version";

/** A command for a person, and where to send it. */
export interface SentinelCommand {
  readonly words: string;
  /** The Sentinel's address; null: any of them. */
  readonly to: string | null;
  /** The old primary stops taking writes before the new one begins. */
  readonly coordinated: boolean;
}

/**
 * The command that has Sentinel change the primary, and a Sentinel that answers to send it to: one that knows
 * `COORDINATED` (Valkey from 9.1 on) where there is one, since without it the old primary takes writes for some 10 s more, all
 * of which are lost. The name stands as `<name>` while no Sentinel has told it.
 */
export function failoverCommand(sentinel: GroupSentinel | null): SentinelCommand {
  const able = (sentinel?.sentinels ?? []).filter(({ reachable, epoch }) => reachable && epoch !== null);
  const best = able.find(isCoordinating) ?? able[0];
  const coordinated = best !== undefined && isCoordinating(best);
  const words = `SENTINEL FAILOVER ${sentinel?.name ?? "<name>"}${coordinated ? " COORDINATED" : ""}`;
  return { words, to: best?.address ?? null, coordinated };
}

/** `SENTINEL FAILOVER orders to the Sentinel at 10.0.0.5:26379`. */
export const sayCommand = ({ words, to }: SentinelCommand): string =>
  `${words} to ${to === null ? "one of its Sentinels" : `the Sentinel at ${to}`}`;

function isCoordinating(sentinel: Sentinel): boolean {
  if (sentinel.product !== "valkey") return false;
  const version = versionOf({ product: sentinel.product, version: sentinel.version });
  return version !== null && (version.major > 9 || (version.major === 9 && version.minor >= 1));
}

/**
 * The replica Sentinel would promote: linked, of the smallest priority above 0, then the one that has come farthest, then the
 * smallest run id. Null: none can be told. Source: sentinel.c, sentinelSelectSlave and compareSlavesForPromotion.
 */
export function likelyChoice(group: Pick<Group, "instances" | "primary">): Instance | null {
  const able = group.instances.filter(
    ({ reachable, upstream, priority }) => reachable && upstream === group.primary && priority !== 0,
  );
  return [...able].sort(compare)[0] ?? null;
}

const compare = (a: Instance, b: Instance): number =>
  (a.priority ?? 100) - (b.priority ?? 100) ||
  (b.offset ?? -1) - (a.offset ?? -1) ||
  ((a.runId ?? "") < (b.runId ?? "") ? -1 : 1);
