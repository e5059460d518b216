import type { ReplicationView } from "@/lib/info/view";
import { changesOf } from "@/lib/info/writes";
import type { Offset } from "@/lib/units";
import type { InstanceId } from "./member";
import type { Graph, Node } from "./node";

/** A primary that another one took the place of. */
export interface Former {
  /** The group's primary since. */
  readonly by: InstanceId;
  /** When that was seen, Unix milliseconds. */
  readonly sinceMs: number;
  /** How it was last read as the primary; null: it had followed its successor by then, or was not watched. */
  readonly held: Pick<ReplicationView, "replid" | "offset"> | null;
  /** As it was first read when it was a primary again; null: it is none. */
  readonly back: Return | null;
}

export interface Return {
  /** When that reading was asked for. */
  readonly sentMs: number;
  readonly replid: string;
  readonly offset: Offset;
  /** Its counter of changes then (`rdb_changes_since_last_save`); null until that has been read of this process. */
  readonly changes: number | null;
}

export type FormerMemory = Map<InstanceId, Former>;

/**
 * Takes in who has lost the place of the primary, and who of them is a primary again. Changes `memory`.
 * @param before the primary of the derivation before
 */
export function rememberFormers(
  memory: FormerMemory,
  graph: Graph,
  before: InstanceId | null,
  nowMs: number,
): void {
  const { primary } = graph;
  if (primary !== null) {
    memory.delete(primary);
    const old = before === primary || before === null ? undefined : graph.nodes.get(before);
    if (old !== undefined) memory.set(old.id, { by: primary, sinceMs: nowMs, held: heldBy(old), back: null });
  }
  for (const [id, former] of memory) {
    const node = graph.nodes.get(id);
    if (node === undefined) memory.delete(id);
    else memory.set(id, { ...former, by: primary ?? former.by, back: returnOf(node, former, graph) });
  }
}

const heldBy = ({ known }: Node): Former["held"] =>
  known?.role === "primary" ? { replid: known.replid, offset: known.offset } : null;

/** One that does not answer stays as it was. */
function returnOf({ id, live, member }: Node, { back }: Former, graph: Graph): Former["back"] {
  if (live === null) return back;
  if (!graph.livePrimaries.includes(id)) return null;
  const { replid, offset } = live.view;
  // A restart in between is another return: its counters begin anew.
  const { sentMs } = live.at;
  const known = back?.replid === replid ? back : { sentMs, replid, offset, changes: null };
  // One that only stood still has its history yet, and what was read of it before: writes from then are not of its return.
  const isSince = member.slow !== null && member.slow.at.sentMs >= known.sentMs;
  const slow = isSince && member.slow.history?.replid === replid ? member.slow : null;
  return known.changes !== null || slow === null ? known : { ...known, changes: changesOf(slow) };
}
