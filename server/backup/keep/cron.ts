import { Cron } from "croner";
import { err, ok, type Result } from "@/lib/result";

/** When a schedule is due, in UTC: no hour is left out or comes twice there. Times are Unix milliseconds. */
export interface Timetable {
  readonly expression: string;
  /** The first instant after `ms`; null: there is none. */
  next(ms: number): number | null;
  /** The last instant at `ms` or before; null: there is none. */
  last(ms: number): number | null;
  /** How many instants lie between the two, both left out; counted up to 1000. */
  between(afterMs: number, beforeMs: number): number;
}

export const cronAllowed =
  "null, or five fields in UTC, minute hour day month weekday, such as 0 3 * * * for 03:00 each day";

const most = 1000;
/** Five fields, as crontab(5) has them. Not `?`, which would mean the moment at which it is read, nor names such as @daily. */
const shape = /^[0-9A-Za-z*,/#-]+( +[0-9A-Za-z*,/#-]+){4}$/;

/** Reads a cron expression. Refused, with a reason, is what is none, and what never comes, such as the 31st of February. */
export function parseCron(text: string): Result<Timetable, string> {
  const expression = text.trim();
  if (!shape.test(expression)) return err("");
  let cron: Cron;
  try {
    cron = new Cron(expression, { timezone: "UTC", mode: "5-part", paused: true });
  } catch (problem) {
    const why =
      problem instanceof Error ? problem.message.replace(/^CronPattern: /, "") : "it cannot be read";
    return err(`not a schedule (${why}); allowed: ${cronAllowed}`);
  }
  // 1970 is a year like any other to a schedule: whatever is ever due was or will be due after it.
  if (cron.nextRun(new Date(0)) === null) return err(`this never comes; allowed: ${cronAllowed}`);
  const before = (ms: number, count: number): number[] =>
    cron.previousRuns(count, new Date(ms)).map((date) => date.getTime());
  return ok({
    expression,
    next: (ms) => cron.nextRun(new Date(ms))?.getTime() ?? null,
    last: (ms) => before(Math.floor(ms) + 1, 1)[0] ?? null,
    between: (afterMs, beforeMs) =>
      afterMs >= beforeMs ? 0 : before(beforeMs, most).filter((at) => at > afterMs).length,
  });
}
