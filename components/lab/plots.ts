import { formatDuration } from "@/components/runs/durations";
import type { ConsistencyResult, LabResult, ReadMode, ScalingResult, SyncResult } from "@/lib/contract";
import { speedWords } from "@/lib/lab/sync-case";
import type { Plot, PlotLine } from "./plot";
import { primaryCores, type ScalingRow } from "./scaling-metrics";
import type { SyncRow } from "./sync-metrics";
import { formatBytes, formatCores, formatLatency, formatPerSecond, formatShare, shareOf } from "./units";
import { weatherText } from "./weather-text";
import { modeWords, readModes } from "./words";

/** A result to be drawn; where several stand in one plot, each has a name of its own. */
export interface Named<R> {
  readonly name: string;
  readonly result: R;
}

/** The plots of one result. */
export function plotsOf(result: LabResult): Plot[] {
  switch (result.kind) {
    case "consistency":
      return coursePlots(result);
    case "scaling":
      return scalingPlots([{ name: "", result }]);
    case "sync":
      return syncPlots([{ name: "", result }]);
  }
}

/** The plots of several results of one kind over each other; of another kind than the first, a result is left out. */
export function overlaidPlots(results: readonly Named<LabResult>[]): Plot[] {
  const consistency = results.flatMap(({ name, result }) =>
    result.kind === "consistency" ? [{ name, result }] : [],
  );
  const scaling = results.flatMap(({ name, result }) =>
    result.kind === "scaling" ? [{ name, result }] : [],
  );
  const sync = results.flatMap(({ name, result }) => (result.kind === "sync" ? [{ name, result }] : []));
  return [
    ...(consistency.length > 0 ? overlaidCourses(consistency) : []),
    ...(scaling.length > 0 ? scalingPlots(scaling) : []),
    ...(sync.length > 0 ? syncPlots(sync) : []),
  ];
}

const second = (x: number): string => `${x}\u00a0s`;
const course = { formatX: second, xName: "Second" };

type Course = ConsistencyResult["course"];
const lineOf = (
  name: string,
  course: Course,
  mode: ReadMode,
  y: (of: Course[number]["modes"][number]) => number | null,
): PlotLine => ({
  name,
  points: course.map(({ second, modes }) => {
    const found = modes.find((one) => one.mode === mode);
    return { x: second, y: found === undefined ? null : y(found) };
  }),
});
const staleOf = ({ fresh, stale }: { fresh: number; stale: number }) => shareOf(stale, fresh + stale);

function coursePlots({ course: seconds, modes, faults }: ConsistencyResult): Plot[] {
  if (seconds.length < 2) return [];
  const marks = faults.map(({ atSeconds, replica, weather }) => ({
    x: atSeconds,
    text: `${replica}: ${weatherText(weather)}`,
  }));
  const names = modes.map(({ mode }) => mode);
  return [
    {
      ...course,
      title: "Stale reads",
      note: "share of each second’s reads",
      lines: names.map((mode) => lineOf(modeWords[mode].name, seconds, mode, staleOf)),
      formatY: formatShare,
      marks,
    },
    {
      ...course,
      title: "Worst staleness",
      note: "age of the oldest missing write",
      lines: names.map((mode) =>
        lineOf(modeWords[mode].name, seconds, mode, ({ worstStaleSeconds, fresh, stale }) =>
          stale === 0 && fresh > 0 ? 0 : worstStaleSeconds,
        ),
      ),
      formatY: formatLatency,
      marks,
    },
  ];
}

/** A plot for each way to read that at least one of them has used. */
const overlaidCourses = (several: readonly Named<ConsistencyResult>[]): Plot[] =>
  readModes
    .filter((mode) => several.some(({ result }) => result.modes.some((one) => one.mode === mode)))
    .map((mode) => ({
      ...course,
      title: `Stale reads: ${modeWords[mode].name}`,
      note: "share of each second’s reads",
      lines: several.map(({ name, result }) => lineOf(name, result.course, mode, staleOf)),
      formatY: formatShare,
    }));

const shapes = [
  { shape: "fan-out", text: "Fanned out" },
  { shape: "chain", text: "Chained" },
] as const;

/** Over the number of replicas. The primary alone is where the fan-out begins. */
function scalingPlots(several: readonly Named<ScalingResult>[]): Plot[] {
  const plot = (
    title: string,
    formatY: Plot["formatY"],
    y: (row: ScalingRow) => number | null,
    more: Pick<Plot, "note" | "binary"> = {},
  ): Plot => ({
    title,
    ...more,
    xName: "Replicas",
    formatX: String,
    discrete: true,
    formatY,
    lines: several.flatMap(({ name, result }) =>
      shapes.flatMap(({ shape, text }) => {
        const rows = result.rows.filter(
          (row) => row.shape === shape || (shape === "fan-out" && row.shape === "alone"),
        );
        return rows.length === 0
          ? []
          : [
              {
                name: name === "" ? text : shape === "chain" ? `${name}, chained` : name,
                points: rows.map((row) => ({ x: row.replicas, y: y(row) })),
              },
            ];
      }),
    ),
  });
  return [
    plot("Reads", formatPerSecond, ({ readsPerSecond }) => readsPerSecond),
    plot("Writes", formatPerSecond, ({ writesPerSecond }) => writesPerSecond),
    plot(
      "Replication sent by the primary",
      (bytes) => (bytes === null ? formatBytes(null) : `${formatBytes(bytes)}/s`),
      ({ replicationBytesPerSecond }) => replicationBytesPerSecond,
      { binary: true },
    ),
    plot("Processor of the primary", formatCores, primaryCores, { note: "cores" }),
  ];
}

/** Over the size of the data, a line for each speed. */
function syncPlots(several: readonly Named<SyncResult>[]): Plot[] {
  const plot = (title: string, formatY: Plot["formatY"], y: (row: SyncRow) => number | null): Plot => ({
    title,
    ...(formatY === formatBytes && { binary: true }),
    xName: "Data",
    formatX: formatBytes,
    discrete: true,
    formatY,
    lines: several.flatMap(({ name, result }) => {
      const speeds = [...new Set(result.rows.map(({ bytesPerSecond }) => bytesPerSecond))];
      return speeds.map((speed) => ({
        name: name === "" ? speedWords(speed) : speeds.length === 1 ? name : `${name}, ${speedWords(speed)}`,
        points: result.rows
          .filter(({ bytesPerSecond }) => bytesPerSecond === speed)
          .map((row) => ({ x: row.dataBytes, y: y(row) }))
          .sort((a, b) => a.x - b.x),
      }));
    }),
  });
  return [
    plot("Full resync", formatDuration, ({ full }) => full.seconds),
    plot("After the cut", formatDuration, ({ outage }) => outage.seconds),
    plot("Backlog that was needed", formatBytes, ({ outage }) => outage.neededBacklogBytes),
  ];
}
