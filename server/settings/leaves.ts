import { z } from "zod";
import { formatDuration, parseDuration } from "@/lib/duration";
import { err, ok, type Result } from "@/lib/result";
import { formatSize, parseSize } from "@/lib/size";

/**
 * One value of the settings: `read` turns what YAML or the environment gave into the typed value,
 * or says what is allowed. Environment values are always text, so every leaf reads text as well.
 */
function leaf<T>(allowed: string, read: (raw: unknown) => Result<T, string>) {
  return z.unknown().transform((raw, context): T => {
    const value = read(raw);
    if (value.ok) return value.value;
    context.addIssue({ code: "custom", message: value.error === "" ? `allowed: ${allowed}` : value.error });
    return z.NEVER;
  });
}

/** A duration between two bounds, in milliseconds. */
export const duration = (minMs: number, maxMs: number) => {
  const allowed = `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}`;
  return leaf(allowed, (raw) => {
    const parsed = typeof raw === "string" ? parseDuration(raw) : err("");
    return parsed.ok && parsed.value >= minMs && parsed.value <= maxMs ? parsed : err("");
  });
};

/** A size between two bounds, in bytes. */
export const size = (minBytes: number, maxBytes: number) => {
  const allowed = `a size from ${formatSize(minBytes)} to ${formatSize(maxBytes)}`;
  return leaf(allowed, (raw) => {
    const parsed = typeof raw === "string" ? parseSize(raw) : err("");
    return parsed.ok && parsed.value >= minBytes && parsed.value <= maxBytes ? parsed : err("");
  });
};

/** A whole number between two bounds. */
export const whole = (min: number, max: number) =>
  leaf(`a whole number from ${min} to ${max}`, (raw) => {
    const value = typeof raw === "string" && /^\d{1,9}$/.test(raw) ? Number(raw) : raw;
    return typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
      ? ok(value)
      : err("");
  });

/** true or false. */
export const flag = () =>
  leaf("true or false", (raw) => {
    if (raw === true || raw === "true") return ok(true);
    return raw === false || raw === "false" ? ok(false) : err("");
  });

/** One of a few words. */
export const word = <const W extends string>(words: readonly W[]) =>
  leaf(words.join(", "), (raw) => {
    const found = words.find((w) => w === raw);
    return found === undefined ? err("") : ok(found);
  });

/** Text that is not empty. A number is taken as the text it was written as would read. */
export const text = (allowed = "text") =>
  leaf(allowed, (raw) => {
    if (typeof raw === "number") return ok(String(raw));
    return typeof raw === "string" && raw !== "" ? ok(raw) : err("");
  });

/** How null is written: as itself in YAML, as `null` or nothing at all in an environment variable. */
export const isNull = (raw: unknown): boolean => raw === null || raw === "" || raw === "null";

/** Text or null. */
export const textOrNull = (allowed = "text, or null") =>
  leaf(allowed, (raw) => {
    if (isNull(raw)) return ok(null);
    if (typeof raw === "number") return ok(String(raw));
    return typeof raw === "string" ? ok(raw) : err("");
  });

/** A key that belongs to a later version: only its empty value is accepted, so that nobody relies on it in vain. */
export const notYet = <const T>(empty: T, isEmpty: (raw: unknown) => boolean, allowed: string) =>
  leaf(allowed, (raw) =>
    isEmpty(raw) ? ok(empty) : err(`not supported by this version; allowed: ${allowed}`),
  );

/** A value read by a parser of its own. */
export const parsed = <T>(allowed: string, read: (raw: string) => Result<T, string>) =>
  leaf(allowed, (raw) => (typeof raw === "string" ? read(raw) : err("")));

/** The same, or null. */
export const parsedOrNull = <T>(allowed: string, read: (raw: string) => Result<T, string>) =>
  leaf<T | null>(allowed, (raw) => {
    if (isNull(raw)) return ok(null);
    return typeof raw === "string" ? read(raw) : err("");
  });

/** A map with exactly these keys. Left empty in the file it counts as `{}`: all defaults. */
export function section<S extends z.core.$ZodLooseShape>(shape: S) {
  const allowed = `allowed: ${Object.keys(shape).join(", ")}`;
  return z.preprocess((raw) => raw ?? {}, z.strictObject(shape, { error: () => allowed }));
}
