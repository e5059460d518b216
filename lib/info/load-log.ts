const at = String.raw`(\d\d):(\d\d):(\d\d)\.(\d{3}) \S `;
/** Redis and Valkey name the two ends each in its own way; the words behind it are the same in all versions. */
const begins = new RegExp(`${at}.*<-> REPLICA sync: Loading DB in memory`);
const ends = new RegExp(`${at}.*<-> REPLICA sync: Finished with success`);
const DAY_MS = 86_400_000;

/**
 * How long a replica's last load of a full copy took, by its own log: from the first byte that it read of the file to the data
 * set in memory. Seconds, to the millisecond; null: the log holds no such load that ended well.
 * Source: replication.c, readSyncBulkPayload.
 */
export function loadSecondsOf(log: string): number | null {
  let begunMs: number | null = null;
  let tookMs: number | null = null;
  for (const line of log.split("\n")) {
    const begun = timeOf(begins.exec(line));
    if (begun !== null) {
      begunMs = begun;
      tookMs = null;
    }
    const ended = timeOf(ends.exec(line));
    if (ended !== null && begunMs !== null) tookMs = (ended - begunMs + DAY_MS) % DAY_MS;
  }
  return tookMs === null ? null : tookMs / 1000;
}

/** Milliseconds since midnight. */
function timeOf(found: RegExpExecArray | null): number | null {
  if (found === null) return null;
  const [, hours, minutes, seconds, ms] = found.map(Number);
  if (hours === undefined || minutes === undefined || seconds === undefined || ms === undefined) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
}
