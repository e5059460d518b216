import type { Link, Resync } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import { timestamp, toOffset } from "@/lib/units";
import { predictResync, type ResyncSide } from "./resync";

/** A reconnect that stays partial for less than this many seconds is at risk. */
export const AT_RISK_SECONDS = 30;

/** What is known of the history that fills an upstream's backlog. */
export interface Stream {
  /** Seconds until so many more bytes are written to it (`secondsToWrite`); null: not known, or nothing is written. */
  secondsToWrite(bytes: number): number | null;
  /** When it came to an offset, Unix milliseconds (`reachedMs`); null: before we looked, or not yet. */
  reachedMs(offset: number): number | null;
}

export interface ResyncInput {
  readonly state: Link["state"];
  readonly replica: ResyncSide;
  readonly upstream: ResyncSide;
  /** Null: nothing is known of it. */
  readonly stream: Stream | null;
  /** What a full copy of the upstream is at most; null: not known. */
  readonly dataBytes: number | null;
}

/** What a reconnect of a link would cost now, and for how long it stays cheap. Null when it cannot be told. */
export function resyncOf({ state, replica, upstream, stream, dataBytes }: ResyncInput): Resync | null {
  const none = { headroomBytes: null, headroomSeconds: null, pastSince: null };
  if (state === "syncing" || state === "loading")
    return { ...none, verdict: "full", copyBytes: dataBytes, reason: "A full copy is under way." };
  const told = predictResync(asSeen(state, replica, upstream), upstream);
  const { verdict, reason, headroomBytes, leftAt } = told;
  if (verdict === "unknown") return null;
  const leftMs = leftAt === null ? null : (stream?.reachedMs(leftAt) ?? null);
  if (verdict === "full")
    return {
      ...none,
      verdict,
      copyBytes: dataBytes,
      pastSince: leftMs === null ? null : timestamp(leftMs),
      reason: dataBytes === null ? reason : `${reason} At most ${formatBytes(dataBytes)} to copy.`,
    };
  const headroomSeconds =
    headroomBytes === null || stream === null ? null : stream.secondsToWrite(headroomBytes);
  return judgeHeadroom({ headroomBytes, headroomSeconds, copyBytes: told.bytes });
}

/** What these figures say of a link whose reconnect would be partial; null: not known. */
export function judgeHeadroom(
  figures: Pick<Resync, "headroomBytes" | "headroomSeconds" | "copyBytes">,
): Resync {
  const { headroomBytes, headroomSeconds } = figures;
  const partial = { ...figures, pastSince: null };
  if (headroomBytes === 0 || (headroomSeconds !== null && headroomSeconds < AT_RISK_SECONDS))
    return {
      ...partial,
      verdict: "at-risk",
      reason: `Headroom is ${formatSeconds(headroomSeconds ?? 0)}. A longer disconnect needs a full copy.`,
    };
  const time =
    headroomSeconds === null ? "" : `, about ${formatSeconds(headroomSeconds)} at the recent write rate`;
  return { ...partial, verdict: "partial", reason: `${formatBytes(headroomBytes)} headroom${time}.` };
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
