import { formatDuration } from "@/components/runs/durations";
import type { SyncResult } from "@/lib/contract";
import { caseWords } from "@/lib/lab/sync-case";
import { figure, type Metric, word } from "./figure";
import { formatBytes, formatLatency } from "./units";

export type SyncRow = SyncResult["rows"][number];

export const syncMetrics = ({ rows }: SyncResult): Metric[] =>
  rows.flatMap((row) => {
    const of = caseWords(row);
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
