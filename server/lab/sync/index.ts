import type { SyncResult, SyncSettings } from "@/lib/contract";
import { NOT_IN_A_GROUP } from "@/lib/lab/sync-refusal";
import type { Bench, Carry, ThrowawayPlace } from "../experiment";
import { type MeasuredSize, measureSize } from "./measure-size";
import { Progress } from "./progress";
import { refusalAt } from "./room";

type Row = SyncResult["rows"][number];

/**
 * Measures full resyncs of each size over each link, and what an outage costs: on throw-away servers alone. A size is of the
 * values that were written; the primary's INFO proves that they are there.
 * @throws Error, before anything is written, when the place or the machine does not allow it
 */
export const carrySync: Carry<SyncSettings, SyncResult> = async (bench) => {
  const { settings, where, signal } = bench;
  if (where.place !== "throwaway") throw new Error(NOT_IN_A_GROUP);
  const refusal = await refusalAt(null, settings);
  if (refusal !== null) throw new Error(refusal);
  const rows: Row[] = [];
  const result = (): SyncResult => ({ kind: "sync", rows: [...rows] });
  const progress = new Progress(settings, (told) => bench.report(told, result()));
  const row = (one: Row): void => void rows.push(one);
  let servers = 0;
  try {
    for (const size of sizesOf(bench, where, progress, row)) servers += await measureSize(size);
  } catch (error) {
    // Whoever stopped it gets what was measured until then.
    if (!signal.aborted) throw error;
  }
  return {
    result: result(),
    cleanUp: signal.aborted
      ? "All servers that were started for it have ended."
      : `All ${servers} servers that were started for it have ended.`,
  };
};

const sizesOf = (
  { id, settings, signal }: Bench<SyncSettings, SyncResult>,
  where: ThrowawayPlace,
  progress: Progress,
  row: (row: Row) => void,
): readonly MeasuredSize[] =>
  settings.dataBytes.map((dataBytes, n) => ({
    dataBytes,
    firstCase: n * settings.bytesPerSecond.length,
    prefix: `tidemark:lab:${id}:`,
    settings,
    where,
    signal,
    progress,
    row,
  }));
