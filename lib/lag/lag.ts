import type { Interval, Offset } from "@/lib/units";
import { estimateLag, type LagEstimate, UNKNOWN_LAG } from "./estimate";
import { comparable, type Lineage } from "./lineage";
import type { OffsetTracks } from "./tracks";

/**
 * Lag of a replica behind the primary at the top of its chain. Chains hand the stream on byte by byte, so it is the
 * root's offset that counts, however many replicas stand between (replicationFeedStreamFromMasterStream in replication.c).
 * Different histories give no number.
 */
export function lagBehind(
  replica: { readonly at: Interval; readonly replid: string; readonly offset: Offset },
  root: Lineage,
  tracks: OffsetTracks,
  staleAfterMs: number,
): LagEstimate {
  const relation = comparable(root, replica);
  if (relation !== "same" && relation !== "prefix") return UNKNOWN_LAG;
  const { replid } = root;
  return estimateLag(replica, tracks.samples(replid), staleAfterMs, tracks.arrivalBytes(replid));
}
