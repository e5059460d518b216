import { readCount, readOffset } from "@/lib/info/number";
import { type Fields, parseInfo } from "@/lib/info/parse";

/** What INFO counts, as far as this experiment needs it. */
export interface ScalingCounters {
  /** Since the server started, with its children. Null: it does not say. Source: server.c, genRedisInfoString (CPU). */
  readonly cpuSeconds: number | null;
  /** Sent to replicas since the start; from 7.0 on. Source: server.c, genRedisInfoString (total_net_repl_output_bytes). */
  readonly replicationOutputBytes: number | null;
  /** Where the stream stands: written at a primary, applied at a replica. */
  readonly offset: number | null;
}

const cpuFields = [
  "used_cpu_sys",
  "used_cpu_user",
  "used_cpu_sys_children",
  "used_cpu_user_children",
] as const;

/** @returns null where the reply is no INFO */
export function readCounters(reply: unknown): ScalingCounters | null {
  const parsed = typeof reply === "string" ? parseInfo(reply) : null;
  if (parsed === null || !parsed.ok) return null;
  const fields = parsed.value;
  return {
    cpuSeconds: cpuSeconds(fields),
    replicationOutputBytes: readCount(fields.get("total_net_repl_output_bytes")),
    offset: readOffset(fields.get("slave_repl_offset") ?? fields.get("master_repl_offset")),
  };
}

function cpuSeconds(fields: Fields): number | null {
  const parts = cpuFields.map((field) => fields.get(field));
  const numbers = parts.map((text) =>
    text !== undefined && /^\d{1,12}(?:\.\d{1,9})?$/.test(text) ? Number(text) : null,
  );
  return numbers.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}

/** A reading of an instance and when it was taken: the middle between question and answer. Monotonic milliseconds. */
export interface TimedCounters extends ScalingCounters {
  readonly atMs: number;
}

/** Of something counted, what came per second between two readings; null where either does not say, or it began anew. */
export function perSecond(
  before: TimedCounters,
  after: TimedCounters,
  what: keyof ScalingCounters,
): number | null {
  const [from, to] = [before[what], after[what]];
  const seconds = (after.atMs - before.atMs) / 1000;
  return from === null || to === null || to < from || seconds <= 0 ? null : (to - from) / seconds;
}

/**
 * How far a replica was behind when it was asked: the primary was asked before and after it, and stood in between where a steady
 * stream stands then. Bytes, never negative; null where one of the three does not say.
 */
export function behindBytes(
  primaryBefore: TimedCounters,
  replica: TimedCounters,
  primaryAfter: TimedCounters,
): number | null {
  if (primaryBefore.offset === null || primaryAfter.offset === null || replica.offset === null) return null;
  const lasted = primaryAfter.atMs - primaryBefore.atMs;
  const share = lasted <= 0 ? 0 : Math.min(1, Math.max(0, (replica.atMs - primaryBefore.atMs) / lasted));
  const stood = primaryBefore.offset + share * (primaryAfter.offset - primaryBefore.offset);
  return Math.max(0, Math.round(stood - replica.offset));
}
