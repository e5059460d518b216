import type { Instance } from "@/lib/contract";

export interface BacklogMark {
  readonly id: string;
  readonly name: string;
  readonly offset: number;
  /** Where it stands between the oldest byte kept (0) and the newest (1); null: its next byte has left the backlog. */
  readonly share: number | null;
  /** When its next byte left the backlog, ISO 8601; null: it has not, or nobody saw when. */
  readonly pastSince: string | null;
  /** What a full copy is at most; null: not known, or it needs none. */
  readonly copyBytes: number | null;
}

/** The stretch of the stream an upstream keeps, and where its followers stand in it. */
export interface BacklogView {
  readonly holder: string;
  readonly sizeBytes: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly marks: readonly BacklogMark[];
  /** Followers on another history: their offsets cannot be compared with these. */
  readonly strangers: readonly string[];
}

/** Null while the holder keeps no backlog or does not say where it begins. */
export function backlogView(holder: Instance, followers: readonly Instance[]): BacklogView | null {
  const { backlog, offset, replid } = holder;
  if (backlog === null || !backlog.active || backlog.firstOffset === null || offset === null) return null;
  const first = backlog.firstOffset;
  const length = Math.max(1, offset - first);
  const related = followers.filter((follower) => sharesHistory(follower, holder));
  return {
    holder: holder.name,
    sizeBytes: backlog.sizeBytes,
    firstOffset: first,
    lastOffset: offset,
    marks: related.flatMap(({ id, name, offset: at, resync }) =>
      at === null
        ? []
        : [
            {
              id,
              name,
              offset: at,
              share: at + 1 < first ? null : Math.min(1, Math.max(0, (at - first) / length)),
              pastSince: resync?.pastSince ?? null,
              copyBytes: resync?.verdict === "full" ? resync.copyBytes : null,
            },
          ],
    ),
    strangers: followers
      .filter((one) => one.replid !== null && replid !== null && !related.includes(one))
      .map(({ name }) => name),
  };
}

/** Offsets compare within one replid, or within the previous one up to where it ended. */
function sharesHistory(follower: Instance, holder: Instance): boolean {
  if (follower.replid === null || holder.replid === null) return false;
  if (follower.replid === holder.replid) return true;
  return (
    follower.replid === holder.previousReplid &&
    follower.offset !== null &&
    holder.previousReplidUntil !== null &&
    follower.offset < holder.previousReplidUntil
  );
}
