import type { Link, Resync } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import { toOffset } from "@/lib/units";
import { predictResync, type ResyncSide } from "./resync";

/** A reconnect that stays partial for less than this many seconds is at risk. */
export const AT_RISK_SECONDS = 30;

const COPYING: Resync = {
  verdict: "full",
  headroomBytes: null,
  headroomSeconds: null,
  reason: "A full copy is under way.",
};
/** Seconds until so many more bytes are written to a history; null: not known, or nothing is written. */
export type Pace = (bytes: number) => number | null;

/**
 * What a reconnect of this link would cost now, and for how long it stays cheap.
 * Null when it cannot be told.
 * @param pace of the history that fills the upstream's backlog (`secondsToWrite`); null: not known
 */
export function resyncOf(
  state: Link["state"],
  replica: ResyncSide,
  upstream: ResyncSide,
  pace: Pace | null,
): Resync | null {
  if (state === "syncing" || state === "loading") return COPYING;
  const { verdict, reason, headroomBytes } = predictResync(asSeen(state, replica, upstream), upstream);
  if (verdict === "unknown") return null;
  if (verdict === "full") return { verdict, headroomBytes: null, headroomSeconds: null, reason };
  const headroomSeconds = headroomBytes === null || pace === null ? null : pace(headroomBytes);
  if (headroomBytes === 0 || (headroomSeconds !== null && headroomSeconds < AT_RISK_SECONDS))
    return {
      verdict: "at-risk",
      headroomBytes,
      headroomSeconds,
      reason: `Headroom is ${formatSeconds(headroomSeconds ?? 0)}. A longer disconnect needs a full copy.`,
    };
  const time =
    headroomSeconds === null ? "" : `, about ${formatSeconds(headroomSeconds)} at the recent write rate`;
  return {
    verdict: "partial",
    headroomBytes,
    headroomSeconds,
    reason: `${formatBytes(headroomBytes)} headroom${time}.`,
  };
}

/** A linked replica that was read a moment after its upstream may seem ahead of it. It cannot be. */
function asSeen(state: Link["state"], replica: ResyncSide, upstream: ResyncSide): ResyncSide {
  const behind =
    state !== "up" || replica.replid !== upstream.replid || upstream.backlog.firstOffset === null;
  if (behind) return replica;
  const newest = Math.max(0, upstream.backlog.firstOffset + upstream.backlog.historyBytes - 1);
  return replica.offset > newest ? { ...replica, offset: toOffset(newest) } : replica;
}

/** Bytes per second behind the headroom that these replicas were told, the highest of them; null: none was. */
export function recentRate(replicas: readonly { readonly resync: Resync | null }[]): number | null {
  const rates = replicas.flatMap(({ resync }) => {
    const { headroomBytes = null, headroomSeconds = null } = resync ?? {};
    return headroomBytes === null || headroomSeconds === null || headroomSeconds <= 0
      ? []
      : [headroomBytes / headroomSeconds];
  });
  return rates.length === 0 ? null : Math.max(...rates);
}
