import type { Link } from "@/lib/contract";
import type { FollowingView, ListedReplica, PersistenceView } from "@/lib/info/view";

/** What both ends of a link say of it. */
export interface LinkEnds {
  /** The replica's own side; null while it does not answer. */
  readonly following: FollowingView | null;
  readonly persistence: PersistenceView | null;
  /** Whether the upstream answers now, so that its list means something. */
  readonly upstreamAnswers: boolean;
  /** The upstream's line for this replica; null: it lists none. */
  readonly listed: ListedReplica | null;
  /** Bytes per second this full copy has run at so far; null while unknown. */
  readonly copyBytesPerSecond: number | null;
}

/**
 * A link from both its ends, as far as INFO tells. The replica's word counts where it answers; while it does not, the
 * upstream's list still does. Null: neither end can be asked.
 * Phases: syncWithMaster, readSyncBulkPayload and genRedisInfoString (section replication) in replication.c, server.c.
 */
export function linkFromEnds(ends: LinkEnds): Link | null {
  const { following, listed, upstreamAnswers } = ends;
  const confirmed = upstreamAnswers ? listed !== null : null;
  const lastAckSeconds = listed?.lastAckSeconds ?? null;
  if (following === null) {
    if (!upstreamAnswers) return null;
    return { state: stateByList(listed), downSeconds: null, lastAckSeconds, confirmed, sync: null };
  }
  const state = stateByReplica(following, listed, ends.persistence);
  const downSeconds = following.downSeconds;
  return { state, downSeconds, lastAckSeconds, confirmed, sync: progress(state, ends) };
}

function stateByList(listed: ListedReplica | null): Link["state"] {
  if (listed === null) return "down";
  return listed.state === "online" ? "up" : "syncing";
}

function stateByReplica(
  following: FollowingView,
  listed: ListedReplica | null,
  persistence: PersistenceView | null,
): Link["state"] {
  if (following.linkUp) return "up";
  if (following.sync !== null) {
    const { readBytes, totalBytes } = following.sync;
    const copied = readBytes !== null && totalBytes !== null && totalBytes > 0 && readBytes >= totalBytes;
    return copied || persistence?.loading || persistence?.asyncLoading ? "loading" : "syncing";
  }
  if (listed !== null && listed.state !== "online") return "handshake";
  return following.downSeconds === null ? "connecting" : "down";
}

function progress(state: Link["state"], ends: LinkEnds): Link["sync"] {
  if (state === "loading")
    return {
      doneBytes: null,
      totalBytes: null,
      progress: share(ends.persistence?.loadingProgress ?? null),
      etaSeconds: ends.persistence?.loadingEtaSeconds ?? null,
    };
  const sync = ends.following?.sync ?? null;
  if (state !== "syncing" || sync === null) return null;
  const doneBytes = sync.readBytes === null ? null : Math.max(0, sync.readBytes);
  // A diskless copy says 0, one that has not begun -1: either way the total is not known.
  const totalBytes = sync.totalBytes !== null && sync.totalBytes > 0 ? sync.totalBytes : null;
  if (doneBytes === null || totalBytes === null)
    return { doneBytes, totalBytes, progress: null, etaSeconds: null };
  const rate = ends.copyBytesPerSecond;
  const etaSeconds = rate === null || rate <= 0 ? null : Math.max(0, totalBytes - doneBytes) / rate;
  return { doneBytes, totalBytes, progress: share(doneBytes / totalBytes), etaSeconds };
}

const share = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) ? null : Math.min(1, Math.max(0, value));
