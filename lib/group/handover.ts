import type { InstanceId } from "./member";
import type { Graph } from "./node";

/** A change of the primary that was seen, and who was left below the old one. */
export interface Handover {
  readonly from: InstanceId;
  readonly to: InstanceId;
  /** Direct replicas of the old primary that have followed nobody else since. */
  readonly leftBehind: ReadonlySet<InstanceId>;
}

/** What is remembered of a group's primaries. */
export interface HandoverMemory {
  primary: InstanceId | null;
  /** Who followed `primary` directly when it was last looked at. */
  followers: readonly InstanceId[];
  /** The last change; null: none was seen. */
  latest: Handover | null;
}

export const createHandoverMemory = (): HandoverMemory => ({ primary: null, followers: [], latest: null });

/**
 * Takes in who is the primary now. A chain that was there before, or is made later, is somebody's design; only those are
 * remembered whom a change of the primary left one step lower than they were. Changes `memory`.
 */
export function rememberHandover(memory: HandoverMemory, graph: Graph): void {
  const stays = (id: InstanceId, upstream: InstanceId): boolean => graph.nodes.get(id)?.upstream === upstream;
  const { primary } = graph;
  if (primary !== null && memory.primary !== null && primary !== memory.primary) {
    const from = memory.primary;
    const leftBehind = new Set(memory.followers.filter((id) => id !== primary && stays(id, from)));
    memory.latest = { from, to: primary, leftBehind };
  } else if (memory.latest !== null) {
    const { from, leftBehind } = memory.latest;
    const still = [...leftBehind].filter((id) => stays(id, from));
    if (still.length < leftBehind.size) memory.latest = { ...memory.latest, leftBehind: new Set(still) };
  }
  if (primary === null) return;
  memory.primary = primary;
  memory.followers = graph.followers.get(primary) ?? [];
}
