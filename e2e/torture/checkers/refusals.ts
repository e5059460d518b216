import { type Checker, entriesOf, type Violation } from "../history";

const checker = "refusals";
/** A run may have ended between the look at it and the refusal. */
const JUST_MS = 500;
const BUSY = /run in progress|A run of \S+ is in progress|group-busy/;

/** Nobody is kept out by a run that has ended: an operator with a dead primary cannot wait. */
export const refusals: Checker = (history) => {
  const runs = entriesOf(history, "run").map(({ run }) => ({
    fromMs: Date.parse(run.startedAt),
    untilMs: run.endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(run.endedAt),
  }));
  return entriesOf(history, "asked").flatMap(({ atMs, status, said, what, dashboard }): Violation[] => {
    if (status === null || status < 400 || !BUSY.test(said)) return [];
    if (runs.some(({ fromMs, untilMs }) => fromMs <= atMs && untilMs + JUST_MS >= atMs)) return [];
    const text = `dashboard ${dashboard} refused "${what}" for a run, and none was in progress`;
    return [{ checker, atMs, text }];
  });
};
