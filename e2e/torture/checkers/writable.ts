import { type Checker, entriesOf, type FaultKind, type History, type Violation } from "../history";

const checker = "writable";
/** The stated pause bounds Redis' wait; what follows it, our ABORT included, has 2 s, and the observer one. */
const AFTER_PAUSE_MS = 3_000;

/** So much longer than the fault itself nobody may be writable, where the fault is one that nobody can act through. */
const excuses: Partial<Record<FaultKind, number>> = {
  // A failover that the sleeper began hangs until its lease is over and its peer has ended it.
  "stop-dashboard": 15_000,
  "full-disk": 15_000,
  "kill-dashboard": 6_000,
};
/** A primary that comes back loads its data, and a group that lost it gets its new one. */
const AFTER_DEATH_MS = 3_000;

/** Somebody takes writes at all times, but for the pause that was stated, and for as long as a fault leaves nobody to act. */
export const writable: Checker = (history) => {
  const [world] = entriesOf(history, "world");
  const mostMs = (world?.writePauseMs ?? 0) + AFTER_PAUSE_MS;
  const taken = entriesOf(history, "canary")
    .map(({ takenMs }) => takenMs)
    .toSorted((a, b) => a - b);
  const away = excused(history);
  return taken.flatMap((toMs, n): Violation[] => {
    const fromMs = taken[n - 1] ?? toMs;
    if (toMs - fromMs <= mostMs) return [];
    const leftMs = toMs - fromMs - covered(away, fromMs, toMs);
    if (leftMs <= mostMs) return [];
    const text = `nobody took a write for ${Math.round(toMs - fromMs)} ms, ${Math.round(leftMs)} of them without a reason`;
    return [{ checker, atMs: fromMs, text }];
  });
};

type Span = readonly [fromMs: number, toMs: number];

function excused(history: History): Span[] {
  const faults = entriesOf(history, "fault").flatMap(({ atMs, untilMs, fault }): Span[] => {
    const afterMs = excuses[fault];
    return afterMs === undefined ? [] : [[atMs, untilMs + afterMs]];
  });
  const deaths = entriesOf(history, "death").map(
    ({ atMs, untilMs }): Span => [atMs, (untilMs ?? Number.POSITIVE_INFINITY) + AFTER_DEATH_MS],
  );
  return [...faults, ...deaths].toSorted((a, b) => a[0] - b[0]);
}

/** How much of the time lies within the spans, each moment counted once. */
function covered(spans: readonly Span[], fromMs: number, toMs: number): number {
  let at = fromMs;
  let sum = 0;
  for (const [from, to] of spans) {
    const [start, end] = [Math.max(from, at), Math.min(to, toMs)];
    if (end <= start) continue;
    sum += end - start;
    at = end;
  }
  return sum;
}
