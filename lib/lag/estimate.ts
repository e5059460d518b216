import { type Interval, midpointMs, type Offset } from "@/lib/units";
import { firstIndex } from "./first-index";
import type { OffsetSample } from "./tracks";

/** How far a replica was behind at the moment it answered. A null part is not known. */
export interface LagEstimate {
  readonly lagBytes: number | null;
  readonly lagSeconds: number | null;
  /** The true lag is no farther from `lagSeconds` than this. */
  readonly lagSecondsError: number | null;
  /** The replica's offset is older than the oldest look at the primary: seconds cannot be told, only a least value. */
  readonly atLeastSeconds: number | null;
}

export const UNKNOWN_LAG: LagEstimate = {
  lagBytes: null,
  lagSeconds: null,
  lagSecondsError: null,
  atLeastSeconds: null,
};

/**
 * A command or two on their way, such as the 14-byte PING of an idle primary, say nothing of when they were written.
 * At 5 KiB/s, 1 KiB is 0.2 s of stream.
 */
const IN_FLIGHT_BYTES = 1024;
/** So long bytes may be on their way to a replica that is well. */
const IN_FLIGHT_MS = 20;
/** So many arrivals spread over a second are not all on their way at one moment. */
const FEW_ARRIVALS = 2;

/**
 * Lag at the replica's own sample instant: the age of the oldest byte it lacks, and the bytes it lacks.
 *
 * Its offset S lies between two looks at the primary, M_i ≤ S < M_j (j = i + 1). The first byte beyond S was written
 * between them, so the lag is within [sent_S − received_j, received_S − sent_i]. Inside, a straight line between the
 * looks gives the estimate. Where S is M_i itself nothing of what came between the looks has arrived, and it is their
 * number that tells when the first of them did: of n evenly spread ones after 1/(n + 1) of the time. Where the replica
 * may well have everything (S is no less than the newest look made well before its answer, and what was seen since is
 * so little, or came in one piece, that it may be on its way) it is 0.
 *
 * @param arrivalBytes how much the stream grows by at a time, about; null: not known, so all of it may have come at once
 * @param looks the primary's looks in the replica's own history, oldest first, offsets never falling
 * @param staleAfterMs with no look this close to the replica's answer the primary's position is not known
 */
export function estimateLag(
  replica: { readonly at: Interval; readonly offset: Offset },
  looks: readonly OffsetSample[],
  staleAfterMs: number,
  arrivalBytes: number | null,
): LagEstimate {
  const { at, offset } = replica;
  const newest = looks.at(-1);
  if (newest === undefined || newest.at.receivedMs < at.sentMs - staleAfterMs) return UNKNOWN_LAG;
  if (newest.at.sentMs >= at.receivedMs && offset > newest.offset) return UNKNOWN_LAG;
  return {
    lagBytes: bytesBehind(replica, looks, staleAfterMs),
    ...secondsBehind(replica, looks, arrivalBytes),
  };
}

/** The primary's offset at the replica's instant, on a straight line between the looks around it, less the replica's. */
function bytesBehind(
  replica: { readonly at: Interval; readonly offset: Offset },
  looks: readonly OffsetSample[],
  staleAfterMs: number,
): number | null {
  const instant = midpointMs(replica.at);
  const after = firstIndex(looks, (look) => midpointMs(look.at) >= instant);
  const left = looks[after - 1];
  const right = looks[after] ?? left;
  if (right === undefined) return null;
  if (left === undefined)
    return midpointMs(right.at) - instant < staleAfterMs ? Math.max(0, right.offset - replica.offset) : null;
  const width = midpointMs(right.at) - midpointMs(left.at);
  const share = width > 0 ? Math.min(1, (instant - midpointMs(left.at)) / width) : 1;
  return Math.max(0, Math.round(left.offset + (right.offset - left.offset) * share - replica.offset));
}

function secondsBehind(
  replica: { at: Interval; offset: Offset },
  looks: readonly OffsetSample[],
  arrivalBytes: number | null,
): Pick<LagEstimate, "lagSeconds" | "lagSecondsError" | "atLeastSeconds"> {
  const { at, offset } = replica;
  const j = firstIndex(looks, (look) => look.offset > offset);
  const left = looks[j - 1];
  const right = looks[j];
  if (left === undefined) {
    const oldest = looks[0];
    const atLeastMs = oldest === undefined ? 0 : Math.max(0, at.sentMs - oldest.at.receivedMs);
    return { lagSeconds: null, lagSecondsError: null, atLeastSeconds: atLeastMs / 1000 };
  }
  const least = right === undefined ? 0 : Math.max(0, at.sentMs - right.at.receivedMs);
  const most = Math.max(0, at.receivedMs - left.at.sentMs);
  const guess = right === undefined ? 0 : age(replica, { left, right }, looks, arrivalBytes);
  const point = Math.min(most, Math.max(least, guess));
  // With a look made surely after the answer and still no byte beyond the replica's, it lacks nothing.
  const proven = right === undefined && left.at.sentMs >= at.receivedMs;
  return {
    lagSeconds: point / 1000,
    lagSecondsError: proven ? 0 : Math.max(most - point, point - least) / 1000,
    atLeastSeconds: null,
  };
}

/** Milliseconds since the first byte beyond the replica's was written, of which the two looks around it are known. */
function age(
  { at, offset }: { at: Interval; offset: Offset },
  { left, right }: { left: OffsetSample; right: OffsetSample },
  looks: readonly OffsetSample[],
  arrivalBytes: number | null,
): number {
  const wellBefore = looks[firstIndex(looks, (look) => look.at.receivedMs > at.sentMs - IN_FLIGHT_MS) - 1];
  const missedNothing = wellBefore === undefined || offset >= wellBefore.offset;
  const grown = right.offset - left.offset;
  const lacking = right.offset - offset;
  const noneArrived = offset === left.offset;
  const few =
    arrivalBytes === null ? noneArrived || lacking <= IN_FLIGHT_BYTES : lacking < FEW_ARRIVALS * arrivalBytes;
  if (missedNothing && few) return 0;
  const arrivals = arrivalBytes === null ? 1 : Math.max(1, grown / arrivalBytes);
  const from = midpointMs(left.at);
  const share = noneArrived ? 1 / (arrivals + 1) : (offset - left.offset) / grown;
  return midpointMs(at) - (from + (midpointMs(right.at) - from) * share);
}
