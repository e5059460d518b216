import type { SlowFacts } from "@/lib/info/view";
import { readonlyErrorsOf } from "@/lib/info/writes";
import { midpointMs } from "@/lib/units";
import type { InstanceId } from "./member";
import type { Graph } from "./node";

/** How a member refuses writes as a replica. */
export interface Refusals {
  /** The reading that the next one is compared with. */
  readonly from: SlowFacts;
  /** READONLY errors since its process began, at that reading; null before 6.2. */
  readonly total: number | null;
  /** Readings in a row that found more of them than the one before. */
  readonly streak: number;
  /** The last time they kept coming, over two readings at least; null: they did not. */
  readonly persistent: { readonly atMs: number; readonly perSecond: number } | null;
}

export type RefusalMemory = Map<InstanceId, Refusals>;

/** Two readings closer together than this say nothing of a rate. */
const LEAST_MS = 1000;
/** Clients that notice a switchover by the errors it gives them are no stragglers; those that keep coming are. */
const IN_A_ROW = 2;

/** Takes in the newest full readings. Changes `memory`, which keeps one entry for each member that has one. */
export function rememberRefusals(memory: RefusalMemory, graph: Graph): void {
  for (const id of memory.keys()) if (!graph.nodes.has(id)) memory.delete(id);
  for (const [id, { member }] of graph.nodes) {
    const { slow } = member;
    const before = memory.get(id);
    if (slow === null || slow === before?.from) continue;
    const total = readonlyErrorsOf(slow);
    if (before === undefined || !isSameReplica(before.from, slow)) {
      memory.set(id, { from: slow, total, streak: 0, persistent: null });
      continue;
    }
    const passedMs = midpointMs(slow.at) - midpointMs(before.from.at);
    if (passedMs < LEAST_MS) continue;
    // CONFIG RESETSTAT takes the count back.
    const grown = before.total === null || total === null ? 0 : Math.max(0, total - before.total);
    const streak = grown > 0 ? before.streak + 1 : 0;
    const persistent =
      streak < IN_A_ROW
        ? before.persistent
        : { atMs: midpointMs(slow.at), perSecond: (1000 * grown) / passedMs };
    memory.set(id, { from: slow, total, streak, persistent });
  }
}

/** What was refused in the moment of a demotion is nobody's fault: both readings are of one process, as a replica. */
const isSameReplica = (before: SlowFacts, now: SlowFacts): boolean =>
  before.server?.runId === now.server?.runId &&
  before.history?.role === "replica" &&
  now.history?.role === "replica";
