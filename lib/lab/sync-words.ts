import type { SyncResult, SyncSettings } from "@/lib/contract";
import { formatBytes, formatPercent, formatRate, formatSeconds } from "@/lib/format";
import { backlogAdvice } from "./sync-advice";
import { caseWords } from "./sync-case";

type Row = SyncResult["rows"][number];

/** A figure, what it means and why it is so in two sentences, and where the rule behind it stands. */
export interface Explained {
  /** Its place in the result: `rows.0.full.seconds`. */
  readonly figure: string;
  readonly title: string;
  readonly value: string;
  readonly text: string;
  readonly source: string;
}

interface Figure {
  readonly path: string;
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly text: (row: Row, settings: SyncSettings) => string;
  readonly source: string;
}

const figures: readonly Figure[] = [
  {
    path: "full.seconds",
    title: "Full resync",
    value: ({ full }) => formatSeconds(full.seconds),
    text: fullWords,
    source: "replication.c, syncCommand and readSyncBulkPayload; this measurement",
  },
  {
    path: "full.bytes",
    title: "Bytes of the full resync",
    value: ({ full }) => formatBytes(full.bytes),
    text: ({ full, dataBytes }) =>
      `So much passed to the replica: the data set as an RDB, and what a handshake takes. It is ${formatPercent(full.bytes / dataBytes)} of the values that were written, for these are random and nothing compresses them.`,
    source: "rdb.c, rdbSaveRawString; this measurement's link",
  },
  {
    path: "full.forkSeconds",
    title: "Fork",
    value: ({ full }) => formatMillis(full.forkSeconds),
    text: ({ full }) =>
      full.forkSeconds === null
        ? "The primary does not say how long its fork took. While it forks it answers nobody."
        : `While it forked for the copy, the primary answered nobody for ${formatMillis(full.forkSeconds)}. The system copies its page table then, so that a primary with more memory stands still for longer.`,
    source: "server.c, redisFork; INFO latest_fork_usec",
  },
  {
    path: "full.loadSeconds",
    title: "Load at the replica",
    value: ({ full }) => formatMillis(full.loadSeconds),
    text: ({ full }) =>
      full.loadSeconds === null
        ? "The replica's log does not say how long it loaded. While it loads it refuses most commands."
        : `For ${formatMillis(full.loadSeconds)} the replica read the copy into memory, as its log says. While it loads it refuses most commands, and what it held before is gone.`,
    source: "replication.c, readSyncBulkPayload; the replica's log",
  },
  {
    path: "outage.resync",
    title: "After the outage",
    value: ({ outage }) => (outage.resync === "partial" ? "Partial resync" : "Full resync"),
    text: outcomeWords,
    source:
      "replication.c, masterTryPartialResynchronization; INFO sync_full and sync_partial_ok of the primary",
  },
  {
    path: "outage.seconds",
    title: "Back in step",
    value: ({ outage }) => formatSeconds(outage.seconds),
    text: ({ outage }) =>
      `From the replica's next dial until it held all that had been written it took ${formatSeconds(outage.seconds)}. It dials once a second, which counts as part of the ${formatSeconds(outage.cutSeconds)} without a link.`,
    source: "replication.c, replicationCron; this measurement",
  },
  {
    path: "outage.bytes",
    title: "Bytes after the outage",
    value: ({ outage }) => formatBytes(outage.bytes),
    text: ({ outage, full }) =>
      outage.resync === "partial"
        ? `So much passed to the replica: ${missed(outage.writtenBytes)} and what a handshake takes. A full resync took ${formatBytes(full.bytes)}.`
        : `So much passed to the replica, for the whole data set was sent again. A partial resync would have sent ${missed(outage.writtenBytes)} and a handshake.`,
    source: "replication.c, addReplyReplicationBacklog; this measurement's link",
  },
  {
    path: "outage.neededBacklogBytes",
    title: "Backlog that would have been needed",
    value: ({ outage }) => formatBytes(outage.neededBacklogBytes),
    text: ({ outage }) => backlogAdvice(outage),
    source:
      "replication.c, masterTryPartialResynchronization; the primary's offset when the replica dialled again, less the replica's",
  },
];

/** The figures of each measurement, in the order of the result. */
export function explain(result: SyncResult, settings: SyncSettings): readonly Explained[] {
  return result.rows.flatMap((row, n) =>
    figures.map(({ path, title, value, text, source }) => ({
      figure: `rows.${n}.${path}`,
      title: result.rows.length === 1 ? title : `${title}, ${caseWords(row)}`,
      value: value(row),
      text: text(row, settings),
      source,
    })),
  );
}

/** What was written during the outage, as part of what was sent. */
const missed = (writtenBytes: number): string =>
  writtenBytes === 0
    ? "nothing of the stream, for nothing was written,"
    : `the ${formatBytes(writtenBytes)} that were written meanwhile,`;

function fullWords({ full, bytesPerSecond }: Row, { diskless, delayMs }: SyncSettings): string {
  const how = diskless
    ? "the primary forks and sends without a file"
    : "the primary forks, writes a file and sends it";
  const first = `From the replica's dial to a link that is up at both ends it took ${formatSeconds(full.seconds)}: ${how}, and the replica loads what it has received.`;
  if (bytesPerSecond === null && delayMs > 0)
    return `${first} The link delays each byte by ${delayMs}\u00a0ms, which counts for each step of the handshake, and is as fast as this machine.`;
  if (bytesPerSecond === null)
    return `${first} Nothing slowed the link, so this is what this machine gives, and a network adds to it.`;
  const leastSeconds = full.bytes / bytesPerSecond;
  return `${first} ${formatBytes(full.bytes)} over a link of ${formatRate(bytesPerSecond)} take ${formatSeconds(leastSeconds)} of that.`;
}

function outcomeWords({ outage }: Row): string {
  const { cutSeconds, writtenBytes, backlogBytes, neededBacklogBytes } = outage;
  const [cut, written, kept] = [
    formatSeconds(cutSeconds),
    formatBytes(writtenBytes),
    formatBytes(backlogBytes),
  ];
  const fits = neededBacklogBytes <= backlogBytes;
  if (outage.resync === "partial" && writtenBytes === 0)
    return `After ${cut} without a link the primary continued where the replica stood: it counted a partial resync and no full one. Nothing was written meanwhile, so that nothing was missing.`;
  if (outage.resync === "partial")
    return `After ${cut} without a link the primary continued where the replica stood: it counted a partial resync and no full one. ${
      fits
        ? `Its backlog of ${kept} still held the ${written} that were written meanwhile.`
        : `Its backlog of ${kept} is a little smaller than what was missed, and from 7.0 on a server keeps whole blocks.`
    }`;
  return `After ${cut} without a link the primary sent everything again: it counted a full resync. ${
    fits
      ? `Its backlog of ${kept} was large enough for the ${written} that were written meanwhile, so that the reason is another one.`
      : `${written} were written meanwhile, and its backlog of ${kept} no longer held the first of them.`
  }`;
}

/** Short times to the millisecond, for a fork takes few of them. */
function formatMillis(seconds: number | null): string {
  if (seconds === null || seconds >= 0.9995) return formatSeconds(seconds);
  const ms = seconds * 1000;
  return `${ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0)}\u00a0ms`;
}
