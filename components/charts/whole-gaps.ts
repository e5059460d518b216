import type { GroupSeries } from "@/components/live/store";
import type { Event } from "@/lib/contract";
import type { Gap } from "./gaps";

/** How far the record of a gap may be from the samples around it, beside a step. Milliseconds. */
const NEAR_MS = 5000;

/**
 * Gaps between rows that stand at the middle of steps of `binMs`, moved to the edges of those steps: a step with one
 * sample is no part of a gap. Added is the silence that the period begins with, where Tidemark recorded that it was one;
 * else nobody watched yet, and there is nothing to be missing.
 */
export function wholeGaps(
  gaps: readonly Gap[],
  series: GroupSeries,
  {
    fromMs,
    toMs,
    binMs,
    wholeUntilMs,
  }: { fromMs: number; toMs: number; binMs: number; wholeUntilMs: number },
  events: readonly Event[],
): Gap[] {
  const half = binMs / 2;
  const last = series.t.at(-1);
  const moved = gaps.map((gap): Gap => {
    const open = gap.toMs === last && isSilent(series, series.t.length - 1, gap.instance);
    const end = gap.toMs > wholeUntilMs ? gap.toMs : gap.toMs + (open ? half : -half);
    return {
      ...gap,
      fromMs: gap.fromMs > wholeUntilMs ? gap.fromMs : gap.fromMs + half,
      toMs: Math.min(end, toMs),
    };
  });
  const first = series.t.findIndex((_, row) => !isSilent(series, row, null));
  const firstMs = series.t[first];
  if (firstMs === undefined || first === 0) return moved;
  const beginsMs = firstMs - half;
  const recorded = events.some(
    ({ type, at }) => type === "gap" && Math.abs(Date.parse(at) - beginsMs) <= binMs + NEAR_MS,
  );
  return recorded ? [{ fromMs, toMs: beginsMs, instance: null, state: "unknown" }, ...moved] : moved;
}

/** Whether nothing is known at a row of one instance, or of any. */
function isSilent(series: GroupSeries, row: number, instance: string | null): boolean {
  const ids = instance === null ? Object.keys(series.byInstance) : [instance];
  return ids.every((id) => {
    const columns = series.byInstance[id];
    return (columns?.lagBytes[row] ?? null) === null && (columns?.state[row] ?? "unknown") === "unknown";
  });
}
