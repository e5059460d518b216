import { midpointMs } from "@/lib/units";
import { firstIndex } from "./first-index";
import type { OffsetSample } from "./tracks";

/**
 * Seconds until `bytes` more are written to a history, if they come as its last `bytes` did: how long those took. Null
 * where the looks show no growth.
 *
 * So the rate is an average over as long a time as is forecast, and no constant has to suit a horizon of seconds and one of
 * hours alike. The rate of the last 5 s, by contrast, stretches each burst and each pause over the whole horizon: writes of
 * 25 kB/s, with 350 kB/s for 4 s out of every 20, fill 4 MiB in 45 s, and 5 s of them foretell anything from 12 s to 3 min.
 * After a lasting change of the rate it is right once `bytes` have been written at the new one, so no later than what it
 * warns of would happen. Looks that hold less than `bytes` are continued at their own average.
 *
 * A binary search: it runs for every link at every tick.
 *
 * @param looks at one history, oldest first, offsets never falling (`OffsetTracks.samples`)
 */
export function secondsToWrite(looks: readonly OffsetSample[], bytes: number): number | null {
  const oldest = looks[0];
  const last = looks.at(-1);
  if (oldest === undefined || last === undefined || last.offset <= oldest.offset) return null;
  const endMs = midpointMs(last.at);
  const from = last.offset - bytes;
  const after = firstIndex(looks, (look) => look.offset > from);
  const left = looks[after - 1];
  if (left === undefined)
    return (bytes * (endMs - midpointMs(oldest.at))) / (last.offset - oldest.offset) / 1000;
  const right = looks[after];
  if (right === undefined) return 0;
  const leftMs = midpointMs(left.at);
  const share = (from - left.offset) / (right.offset - left.offset);
  return (endMs - leftMs - share * (midpointMs(right.at) - leftMs)) / 1000;
}

/**
 * When a history came to `offset`, Unix milliseconds, on a straight line between the two looks around it. Null: before the
 * first look, or not yet.
 * @param looks at one history, oldest first, offsets never falling (`OffsetTracks.samples`)
 */
export function reachedMs(looks: readonly OffsetSample[], offset: number): number | null {
  const after = firstIndex(looks, (look) => look.offset >= offset);
  const [left, right] = [looks[after - 1], looks[after]];
  if (left === undefined || right === undefined) return null;
  const share = (offset - left.offset) / (right.offset - left.offset);
  return midpointMs(left.at) + share * (midpointMs(right.at) - midpointMs(left.at));
}
