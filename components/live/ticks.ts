import type { Tick } from "@/lib/contract";
import { withRow } from "./charts";
import { patched } from "./picture";
import type { Step } from "./state";

/**
 * The step that takes ticks into picture and rows, in their order. However many there are, the records of all groups are
 * copied once: of five hundred groups each tells of itself every second, often many within one frame.
 */
export const onTicks =
  (ticks: readonly Tick[]): Step =>
  (state) => {
    const groups = { ...state.head.groups };
    const rows = { ...state.rows };
    for (const tick of ticks) {
      const group = groups[tick.group];
      if (group === undefined) continue;
      const next = patched(group, tick);
      groups[tick.group] = next;
      rows[tick.group] = withRow(rows[tick.group] ?? [], next, tick.at, state);
    }
    const head = { ...state.head, groups };
    return { ...state, head, view: state.frozenAt === null ? head : state.view, rows };
  };
