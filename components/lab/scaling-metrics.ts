import type { ScalingResult } from "@/lib/contract";
import { caseName } from "@/lib/lab/scaling-name";
import { figure, type Metric } from "./figure";
import {
  formatBytes,
  formatCores,
  formatCount,
  formatLatency,
  formatPerSecond,
  formatPoints,
  formatShare,
} from "./units";

export type ScalingRow = ScalingResult["rows"][number];

/** What the primary used of one core; null: it does not say. */
export const primaryCores = ({ cpu }: Pick<ScalingRow, "cpu">): number | null =>
  cpu.find(({ role }) => role === "primary")?.cores ?? null;

export const scalingMetrics = ({ rows }: ScalingResult): Metric[] =>
  rows.flatMap((row) => {
    const of = caseName(row);
    return [
      figure(of, "reads", row.readsPerSecond, formatPerSecond),
      figure(of, "writes", row.writesPerSecond, formatPerSecond),
      figure(of, "failed", row.failed, formatCount),
      figure(of, "read p99", row.readSeconds?.p99 ?? null, formatLatency),
      figure(of, "write p99", row.writeSeconds?.p99 ?? null, formatLatency),
      figure(of, "replication sent", row.replicationBytesPerSecond, perSecond),
      figure(of, "most behind", row.mostBehindBytes, formatBytes),
      figure(of, "cores of the primary", primaryCores(row), formatCores),
      figure(of, "cores of the load", row.loadCores, formatCores),
      figure(of, "machine busy", row.machineBusy, formatShare, formatPoints),
    ];
  });

const perSecond = (bytes: number | null): string =>
  bytes === null ? formatBytes(null) : `${formatBytes(bytes)}/s`;
