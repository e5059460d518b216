import { formatDuration } from "@/components/runs/durations";
import type { SyncResult } from "@/lib/contract";
import { figure, type Metric, word } from "./figure";
import { formatBytes, formatLatency } from "./units";

export type SyncRow = SyncResult["rows"][number];

/** `64.0 MiB at full speed`, `64.0 MiB at 1.00 MiB/s`. */
export const rowText = ({
  dataBytes,
  bytesPerSecond,
}: Pick<SyncRow, "dataBytes" | "bytesPerSecond">): string =>
  `${formatBytes(dataBytes)} at ${speedText(bytesPerSecond)}`;

export const speedText = (bytesPerSecond: number | null): string =>
  bytesPerSecond === null ? "full speed" : `${formatBytes(bytesPerSecond)}/s`;

export const syncMetrics = ({ rows }: SyncResult): Metric[] =>
  rows.flatMap((row) => {
    const of = rowText(row);
    const { full, outage } = row;
    return [
      figure(of, "full resync", full.seconds, formatDuration),
      figure(of, "full resync sent", full.bytes, formatBytes),
      figure(of, "fork", full.forkSeconds, formatLatency),
      figure(of, "load", full.loadSeconds, formatDuration),
      word(of, "after the cut", outage.resync),
      figure(of, "after the cut took", outage.seconds, formatDuration),
      figure(of, "after the cut sent", outage.bytes, formatBytes),
      figure(of, "written meanwhile", outage.writtenBytes, formatBytes),
      figure(of, "backlog needed", outage.neededBacklogBytes, formatBytes),
    ];
  });
