import { type Offset, toOffset } from "@/lib/units";
import { predictResync, type ResyncSide } from "./resync";

/** `side` once it has received up to `offset`: its backlog has grown, and lost its oldest bytes if it was full. */
export function advanced(side: ResyncSide, offset: number): ResyncSide {
  if (offset <= side.offset) return side;
  const { backlog } = side;
  if (backlog.firstOffset === null) return { ...side, offset: toOffset(offset) };
  const first = Math.max(backlog.firstOffset, offset - Math.max(backlog.sizeBytes, backlog.historyBytes) + 1);
  return {
    ...side,
    offset: toOffset(offset),
    backlog: { ...backlog, firstOffset: toOffset(first), historyBytes: offset - first + 1 },
  };
}

const next = (offset: Offset): Offset => toOffset(Math.min(Number.MAX_SAFE_INTEGER, offset + 1));

/**
 * How a replica that has lost its link will stand once it has it again, both ends as they were read. Until then it takes no
 * replicas of its own (NOMASTERLINK, syncCommand in replication.c), so it is this, not what it holds now, that decides what
 * those will get. Where it continues, it keeps its backlog and learns its upstream's id (slaveTryPartialResynchronization);
 * where it copies, it begins a new backlog at the position of the copy (replicationAttachToNewMaster, readSyncBulkPayload).
 */
export function reconnected(side: ResyncSide, upstream: ResyncSide): ResyncSide {
  const { verdict } = predictResync(side, upstream);
  if (verdict === "unknown") return side;
  if (verdict === "full")
    return {
      replid: upstream.replid,
      previousReplid: null,
      previousReplidUntil: null,
      offset: upstream.offset,
      backlog: {
        active: true,
        sizeBytes: side.backlog.sizeBytes,
        firstOffset: next(upstream.offset),
        historyBytes: 0,
      },
    };
  const caughtUp = advanced(side, upstream.offset);
  if (side.replid === upstream.replid) return caughtUp;
  return {
    ...caughtUp,
    replid: upstream.replid,
    previousReplid: side.replid,
    previousReplidUntil: next(side.offset),
  };
}
