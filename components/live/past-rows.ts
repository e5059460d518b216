import type { History } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import type { InstanceState } from "@/lib/topology/state";
import { rowsOfHistory, type SeriesPoint, type SeriesRow } from "./series";

/** The worst state of each step; null: nothing was recorded. A server that does not keep states sends none. */
type WithStates = History & {
  readonly states?: readonly {
    readonly instance: string;
    readonly worst: readonly (InstanceState | null)[];
  }[];
};

/**
 * Rows of a history that stand for whole steps: each at the middle of its step, with the worst state where it is known.
 * `trailing` keeps the steps after the newest sample: they are a gap in a past period, and not yet written in a live range.
 */
export function pastRows(history: WithStates, lag: LagThresholds, trailing: boolean): SeriesRow[] {
  const { states = [] } = history;
  const known = rowsOfHistory(history, lag);
  const middle = Math.floor(history.stepMs / 2);
  const worst = new Map(states.map((column) => [column.instance, column.worst]));
  const last = Math.max(
    known.length - 1,
    ...states.map((column) => column.worst.findLastIndex((state) => state !== null)),
  );
  const end = trailing ? history.t.length : last + 1;
  return history.t.slice(0, end).map((t, i): SeriesRow => {
    const points = { ...known[i]?.points };
    for (const [id, column] of worst) {
      const point = points[id] ?? nothing;
      // Samples from before states were kept have none: then the lag tells as much as it can.
      points[id] = { ...point, state: column[i] ?? point.state };
    }
    return { t: t + middle, spanMs: history.stepMs, points };
  });
}

const nothing: SeriesPoint = {
  lagBytes: null,
  lagSeconds: null,
  headroomSeconds: null,
  headroomBytes: null,
  state: "unknown",
};
