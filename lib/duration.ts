import { err, ok, type Result } from "./result";

const unitsMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const shape = /^(\d{1,12})(ms|s|m|h|d)$/;

/**
 * A duration as the settings write it, `250ms`, `1s`, `5m`, `24h`, `30d`, in milliseconds.
 * Whole numbers with exactly one unit: `1.5s`, `1 s` and a bare `5` are refused, since each has been misread before.
 */
export function parseDuration(text: string): Result<number, string> {
  const found = shape.exec(text);
  const digits = found?.[1];
  const unit = found?.[2];
  if (digits === undefined || !isUnit(unit))
    return err("a duration is a whole number and a unit: 250ms, 1s, 5m, 24h, 30d");
  const ms = Number(digits) * unitsMs[unit];
  return Number.isSafeInteger(ms) ? ok(ms) : err("this duration is too long to count");
}

/** Milliseconds in the largest unit that says them exactly: 90000 is `90s`, 60000 is `1m`. */
export function formatDuration(ms: number): string {
  for (const unit of ["d", "h", "m", "s"] as const)
    if (ms > 0 && ms % unitsMs[unit] === 0) return `${ms / unitsMs[unit]}${unit}`;
  return `${ms}ms`;
}

const isUnit = (text: string | undefined): text is keyof typeof unitsMs =>
  text !== undefined && Object.hasOwn(unitsMs, text);
