import { err, ok, type Result } from "@/lib/result";
import type { Period } from "./period";

/** What is wrong with each field; null: nothing. */
export interface FieldErrors {
  readonly from: string | null;
  readonly to: string | null;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** A moment as a `datetime-local` field has it: local time, to the second. */
export function fieldText(ms: number): string {
  const at = new Date(ms);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Unix milliseconds of a field's text, read as local time; null: it is no moment. */
export function fieldMs(text: string): number | null {
  const ms = text === "" ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(ms) ? null : ms;
}

/** Clocks of page and server may be this far apart. Milliseconds. */
const SLACK_MS = 5000;

/** Whether there can be anything to see at a moment; `keepMs` is how long samples are kept, null while that is unknown. */
export function momentError(ms: number | null, nowMs: number, keepMs: number | null): string | null {
  if (ms === null) return "Give a date and a time, such as 24/11/2026, 14:03:12.";
  if (ms > nowMs + SLACK_MS) return "This is in the future. Choose a time that has been.";
  if (keepMs !== null && ms < nowMs - keepMs)
    return `This is older than what is kept: ${daysWords(keepMs)}. Choose a later time.`;
  return null;
}

/** The period of two fields, or what is wrong with them. */
export function periodOfFields(
  from: string,
  to: string,
  nowMs: number,
  keepMs: number | null,
): Result<Period, FieldErrors> {
  const fromMs = fieldMs(from);
  const toMs = fieldMs(to);
  const errors = { from: momentError(fromMs, nowMs, keepMs), to: momentError(toMs, nowMs, keepMs) };
  if (fromMs === null || toMs === null || errors.from !== null || errors.to !== null) return err(errors);
  if (fromMs >= toMs)
    return err({
      from: null,
      to: "The end must be after the beginning. Choose a later time, or swap the two.",
    });
  return ok({ fromMs, toMs });
}

const HOUR_MS = 3_600_000;

/** `30 days`, `36 hours`, `45 minutes`. */
function daysWords(ms: number): string {
  const [n, unit] =
    ms >= 48 * HOUR_MS
      ? [ms / (24 * HOUR_MS), "days"]
      : ms >= 2 * HOUR_MS
        ? [ms / HOUR_MS, "hours"]
        : [ms / 60_000, "minutes"];
  return `${Math.floor(n)} ${unit}`;
}
