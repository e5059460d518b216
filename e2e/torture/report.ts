import { entriesOf, type History, type Violation } from "./history";
import type { Outcome } from "./run";

/** What a run of the suite came to, in figures. */
export interface Report {
  readonly seed: number;
  readonly seconds: number;
  readonly switchovers: { readonly planned: number; readonly forced: number; readonly notSucceeded: number };
  readonly runs: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly writes: Outcome["totals"] & { readonly checked: number; readonly lost: number };
  /** Of planned switchovers that succeeded, as the dashboards measured them. Milliseconds. */
  readonly writePauseMs: { readonly median: number | null; readonly longest: number | null };
  /** The longest times in which no instance took a canary: by planned switchovers alone, and by whatever. Milliseconds. */
  readonly longestGapMs: number;
  readonly byHand: number;
  readonly residentMiB: number;
  readonly violations: readonly Violation[];
}

export function reportOf(
  seed: number,
  history: History,
  outcome: Outcome,
  violations: readonly Violation[],
): Report {
  const runs = entriesOf(history, "run").map(({ run }) => run);
  const plans = new Map(entriesOf(history, "plan").map(({ plan }) => [plan.id, plan]));
  const promotions = runs.filter(({ action }) => action === "promote");
  const succeeded = promotions.filter(({ state }) => state === "succeeded");
  const forced = succeeded.filter(({ plan }) => plans.get(plan)?.method === "forced");
  const pauses = succeeded
    .flatMap(({ writePausedSeconds }) => (writePausedSeconds === null ? [] : [writePausedSeconds * 1_000]))
    .sort((a, b) => a - b);
  const sweeps = entriesOf(history, "sweep");
  const round = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms));
  return {
    seed,
    seconds: Math.round(outcome.seconds),
    switchovers: {
      planned: succeeded.length - forced.length,
      forced: forced.length,
      notSucceeded: promotions.length - succeeded.length,
    },
    runs: countOf(runs.map(({ action, state }) => `${action} ${state}`)),
    faults: countOf(entriesOf(history, "fault").map(({ fault }) => fault)),
    writes: {
      ...outcome.totals,
      checked: sweeps.reduce((sum, { checked }) => sum + checked, 0),
      lost: sweeps.reduce((sum, { lost }) => sum + lost.length, 0),
    },
    writePauseMs: { median: round(pauses[Math.floor(pauses.length / 2)]), longest: round(pauses.at(-1)) },
    longestGapMs: longestGap(history),
    byHand: entriesOf(history, "by-hand").length,
    residentMiB: Math.round(Math.max(0, ...entriesOf(history, "process").map((one) => one.residentMiB))),
    violations,
  };
}

const countOf = (names: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]).toSorted(),
  );

function longestGap(history: History): number {
  const taken = entriesOf(history, "canary")
    .map(({ takenMs }) => takenMs)
    .toSorted((a, b) => a - b);
  return Math.round(Math.max(0, ...taken.map((ms, n) => ms - (taken[n - 1] ?? ms))));
}

/** The report for people. */
export function reportText(report: Report): string {
  const { switchovers, writes, writePauseMs } = report;
  const counts = (all: Readonly<Record<string, number>>): string =>
    Object.entries(all)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ");
  return [
    `seed ${report.seed}, ${report.seconds} s`,
    `switchovers: ${switchovers.planned} planned, ${switchovers.forced} forced, ${switchovers.notSucceeded} that did not succeed`,
    `runs: ${counts(report.runs)}`,
    `faults: ${counts(report.faults)}; ${report.byHand} commands by hand`,
    `writes: ${writes.acknowledged} acknowledged, ${writes.refused} refused, ${writes.unknown} unanswered; ${writes.lost} lost`,
    `write pauses of planned switchovers: median ${writePauseMs.median ?? "–"} ms, longest ${writePauseMs.longest ?? "–"} ms; longest time without a canary ${report.longestGapMs} ms`,
    ...report.violations.map(({ checker, text }) => `VIOLATED ${checker}: ${text}`),
    report.violations.length === 0 ? "nothing was violated" : `${report.violations.length} violations`,
  ].join("\n");
}
