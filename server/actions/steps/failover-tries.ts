/** How far one run's attempts to hand over have come. In memory alone: a run that was taken up tries nothing anew. */
export interface Tries {
  /** How many tries ended without a hand-over, Redis itself having given up while writes still waited. */
  misses: number;
  /** How long writes have been paused by these, in all. Milliseconds. */
  pausedMs: number;
  /** Whether an ACK of the target was seen before the last try. */
  sawAck: boolean;
}

/** What to do after a miss. */
export type NextTry =
  /** The same words once more, shortly before the next ACK. */
  | { readonly kind: "again" }
  /** All that is left of the stated pause in one try: for a target whose ACKs are late, or not seen. */
  | { readonly kind: "last"; readonly timeoutMs: number }
  | { readonly kind: "give-up" };

/** More misses than this are no bad luck. */
const MOST_AIMED = 4;
/** Redis looks every 100 ms whether the time is up, and was seen to be up to 17 ms late. */
const LATE_MS = 20;
/**
 * FAILOVER's own TIMEOUT bounds the wait for the target's ACK alone; what comes after it has at least this long before
 * our ABORT. It takes milliseconds, and a target that is gone never ends it.
 */
export const SECOND_PHASE_MS = 500;
/** A target that is later than this acknowledges too little, however well it is aimed at. Seconds. */
const LATE_TARGET_SECONDS = 0.5;

/**
 * What follows a try that missed. All tries together stay within the pause that the plan stated.
 * @param tryMs the TIMEOUT of the try that missed
 * @param statedMs the longest pause that the plan stated
 * @param lagSeconds how late the target is; null: not known
 */
export function nextTry(
  { misses, pausedMs, sawAck }: Readonly<Tries>,
  tryMs: number,
  statedMs: number,
  lagSeconds: number | null,
): NextTry {
  const leftMs = Math.floor(statedMs - pausedMs);
  if (leftMs <= tryMs + LATE_MS) return { kind: "give-up" };
  const inTime = lagSeconds === null || lagSeconds <= LATE_TARGET_SECONDS;
  const promising = sawAck && inTime && misses < MOST_AIMED;
  if (promising && leftMs >= tryMs + SECOND_PHASE_MS) return { kind: "again" };
  const timeoutMs = leftMs - LATE_MS - Math.min(SECOND_PHASE_MS, Math.floor(leftMs / 2));
  // One that is no longer than what missed before promises nothing more.
  return timeoutMs > tryMs ? { kind: "last", timeoutMs } : { kind: "give-up" };
}

/**
 * How long after it was sent a try is aborted by us, when it has not ended: once the stated pause is used up.
 * @param pausedMs by the tries before
 */
export const abortAfterMs = (tryMs: number, statedMs: number, pausedMs: number): number =>
  Math.max(tryMs + SECOND_PHASE_MS, statedMs - pausedMs);
