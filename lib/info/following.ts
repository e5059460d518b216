import { needed, neededText } from "./needed";
import { readCount, readFlag, readWhole } from "./number";
import type { Fields } from "./parse";
import type { FollowingView } from "./view";

/** More seconds than any link was ever down: 5.0 and 6.0 print the Unix time for "never up". */
const epochSeconds = 1_000_000_000;

/**
 * A replica's own side of its link.
 * Source: server.c, genRedisInfoString (the part under masterhost).
 * @throws FieldProblem
 */
export function readFollowing(fields: Fields): FollowingView {
  const host = neededText(fields, "master_host");
  const port = needed(fields, "master_port", readCount, "a port");
  const linkUp = needed(fields, "master_link_status", readLinkUp, "up or down");
  return {
    upstream: { host, port },
    linkUp,
    downSeconds: linkUp ? null : downSeconds(fields),
    lastIoSeconds: linkUp ? readCount(fields.get("master_last_io_seconds_ago")) : null,
    sync: readFlag(fields.get("master_sync_in_progress")) === true ? readSync(fields) : null,
    readOnly: needed(fields, "slave_read_only", readFlag, "0 or 1"),
    priority: readCount(fields.get("slave_priority")),
    announced: readFlag(fields.get("replica_announced")),
  };
}

function readLinkUp(text: string): boolean | null {
  if (text === "up") return true;
  return text === "down" ? false : null;
}

function downSeconds(fields: Fields): number | null {
  const seconds = readCount(fields.get("master_link_down_since_seconds"));
  return seconds === null || seconds >= epochSeconds ? null : seconds;
}

/**
 * How much of a full copy has come. Total −1: the payload has not begun, or (Valkey 9.1) it is being loaded.
 * Total 0: diskless, so the end is not known; read 0 beside it says nothing either, since a load straight from
 * the socket never counts. Before 6.2 there is only what is left, and minus what was read when diskless.
 */
function readSync(fields: Fields): NonNullable<FollowingView["sync"]> {
  const unknown = { readBytes: null, totalBytes: null };
  const total = readWhole(fields.get("master_sync_total_bytes"));
  const read = readCount(fields.get("master_sync_read_bytes"));
  if (total !== null) {
    if (total < 0) return unknown;
    if (total === 0) return { readBytes: read === 0 ? null : read, totalBytes: null };
    return { readBytes: read, totalBytes: total };
  }
  const left = readWhole(fields.get("master_sync_left_bytes"));
  if (fields.has("master_sync_total_bytes") || left === null || left >= -1) return unknown;
  return { readBytes: -left, totalBytes: null };
}
