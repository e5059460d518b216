import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SyncResult, SyncSettings } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { caseWords } from "@/lib/lab/sync-case";
import type { ServerSettings } from "@/server/local";
import type { WriteStream } from "@/server/redis/write-stream";
import type { ThrowawayPlace } from "../experiment";
import { fairWeather } from "../link";
import type { LabServer, ThrowawayGroup } from "../throwaway";
import type { Progress } from "./progress";
import { type Stage, timeFull, timeOutage, weatherOf } from "./resyncs";
import { refusalAt } from "./room";
import { Values } from "./values";
import { fill, openWriter, writeAtRate } from "./writer";

type Row = SyncResult["rows"][number];

export interface MeasuredSize {
  readonly dataBytes: number;
  /** Which of all measurements its first is. */
  readonly firstCase: number;
  /** Of every key. */
  readonly prefix: string;
  readonly settings: SyncSettings;
  readonly where: ThrowawayPlace;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Called with each measurement. */
  readonly row: (row: Row) => void;
}

/** Of the servers, over what every throw-away server has. */
const serverSettings = ({ diskless, backlogBytes }: SyncSettings): ServerSettings => ({
  "repl-diskless-sync": diskless ? "yes" : "no",
  "repl-backlog-size": String(backlogBytes),
  // Received into a file and loaded from there, as by default, and nothing of it kept.
  "repl-diskless-load": "disabled",
  "rdb-del-sync-files": "yes",
  // Over a link of 1 kB/s what the system's buffers hold is longer under way than the usual minute.
  "repl-timeout": "3600",
});

/**
 * Fills a primary, and measures each speed with a replica of its own that holds nothing yet.
 * @returns how many servers it had started; none of them runs any more, however it ends
 */
export async function measureSize(size: MeasuredSize): Promise<number> {
  const { settings, where, firstCase, progress, row, signal } = size;
  const group = await where.start({
    shape: "fan-out",
    replicas: settings.bytesPerSecond.length,
    linked: false,
    settings: serverSettings(settings),
  });
  let stream: WriteStream | null = null;
  try {
    const refusal = await refusalAt(group.primary.server.dir, settings);
    if (refusal !== null) throw new Error(refusal);
    const values = new Values();
    stream = await openWriter(group, signal);
    await fillTo(size, group, stream, values);
    for (const [n, bytesPerSecond] of settings.bytesPerSecond.entries()) {
      const replica = group.replicas[n];
      if (replica === undefined) throw new RangeError(`there is no replica ${n}`);
      row(
        await measure(
          size,
          { primary: group.primary, replica, bytesPerSecond },
          stream,
          values,
          firstCase + n,
        ),
      );
      await replica.server.stop();
    }
  } finally {
    stream?.close();
    await end(group);
  }
  progress.part("Ending", 0)(1);
  return 1 + group.replicas.length;
}

async function fillTo(
  { dataBytes, prefix, firstCase, progress }: MeasuredSize,
  { primary }: ThrowawayGroup,
  stream: WriteStream,
  values: Values,
): Promise<void> {
  const told = progress.part(
    `Filling the primary with ${formatBytes(dataBytes)}`,
    progress.expected(firstCase).fillSeconds,
  );
  const filled = (bytes: number): void => told(bytes / dataBytes);
  await fill(primary, stream, { prefix: `${prefix}data:`, values, bytes: dataBytes, filled });
}

async function measure(
  { dataBytes, prefix, settings, progress, signal }: MeasuredSize,
  {
    primary,
    replica,
    bytesPerSecond,
  }: { readonly primary: LabServer; readonly replica: LabServer; readonly bytesPerSecond: number | null },
  stream: WriteStream,
  values: Values,
  n: number,
): Promise<Row> {
  const { link } = replica;
  if (link === null) throw new Error(`${replica.name} has no link`);
  const expected = progress.expected(n);
  const words = caseWords({ dataBytes, bytesPerSecond });
  let told = progress.part(`${words}: full resync`, expected.fullSeconds);
  let ofBytes = dataBytes;
  const stage: Stage = {
    primary,
    replica,
    link,
    weather: weatherOf(settings.delayMs, bytesPerSecond),
    signal,
    passed: (bytes) => told(bytes / Math.max(1, ofBytes)),
  };
  const full = await timeFull(stage);
  const ofOutage = progress.part(`${words}: the link is cut`, expected.outageSeconds);
  const outage = await timeOutage(stage, {
    outageSeconds: settings.outageSeconds,
    backlogBytes: settings.backlogBytes,
    write: (until) =>
      writeAtRate(stream, {
        prefix: `${prefix}outage:`,
        values,
        bytesPerSecond: settings.writeBytesPerSecond,
        until,
      }),
    waited: (seconds) => ofOutage(seconds / expected.outageSeconds),
    mended: () => {
      ofBytes = expected.resyncBytes;
      told = progress.part(`${words}: the link is mended`, expected.resyncSeconds);
    },
  });
  return { dataBytes, bytesPerSecond, full, outage };
}

/**
 * A primary that goes waits for replicas that lag (`shutdown-timeout`), so they go first, side by side. What is left of the
 * copies goes with them: the next size needs the room.
 */
async function end(group: ThrowawayGroup): Promise<void> {
  for (const { link } of group.replicas) link?.change({ ...fairWeather, cut: true });
  await Promise.all(group.replicas.map(({ server }) => server.stop()));
  await group.close();
  const all = [group.primary, ...group.replicas];
  await Promise.all(all.map(({ server }) => removeCopies(server.dir)));
  const left = all.filter(({ server }) => server.state !== "exited");
  if (left.length > 0)
    throw new Error(
      `These servers have not ended: ${left.map(({ name, server }) => `${name} (process ${server.pid})`).join(", ")}.`,
    );
}

async function removeCopies(dir: string): Promise<void> {
  const copies = (await readdir(dir)).filter((name) => name.endsWith(".rdb"));
  await Promise.all(copies.map((name) => rm(join(dir, name))));
}
