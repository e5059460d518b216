import type { SlowFacts } from "@/lib/info/view";
import { readonlyErrorsOf } from "@/lib/info/writes";
import { midpointMs } from "@/lib/units";
import type { InstanceId } from "./member";
import type { Graph } from "./node";

/** How fast a member refuses writes as a replica. */
export interface Refusals {
  /** The reading that the next one is compared with. */
  readonly from: SlowFacts;
  /** READONLY errors per second between the last two readings of one process as a replica; null: there are no two, or it counts none. */
  readonly perSecond: number | null;
  /** The last count; null before 6.2. */
  readonly total: number | null;
}

export type RefusalMemory = Map<InstanceId, Refusals>;

/** Two readings closer together than this say nothing of a rate. */
const LEAST_MS = 1000;

/** Takes in the newest full readings. Changes `memory`, which keeps one entry for each member that has one. */
export function rememberRefusals(memory: RefusalMemory, graph: Graph): void {
  for (const id of memory.keys()) if (!graph.nodes.has(id)) memory.delete(id);
  for (const [id, { member }] of graph.nodes) {
    const { slow } = member;
    const before = memory.get(id);
    if (slow === null || slow === before?.from) continue;
    const total = readonlyErrorsOf(slow);
    const passedMs = before === undefined ? 0 : midpointMs(slow.at) - midpointMs(before.from.at);
    // What it refused in the moment of its demotion is nobody's fault: both readings are of the replica it is.
    const isSame =
      before?.from.server?.runId === slow.server?.runId && before?.from.history?.role === "replica";
    if (before !== undefined && isSame && passedMs < LEAST_MS) continue;
    const grown = before?.total == null || total === null || !isSame ? null : total - before.total;
    memory.set(id, {
      from: slow,
      total,
      // CONFIG RESETSTAT takes the count back.
      perSecond: grown === null || grown < 0 ? null : (1000 * grown) / passedMs,
    });
  }
}
