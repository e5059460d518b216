import type { ConsistencyResult } from "@/lib/contract";
import { figure, type Metric } from "./figure";
import { formatCount, formatLatency, formatPoints, formatShare, shareOf } from "./units";
import { modeWords } from "./words";

type ModeResult = ConsistencyResult["modes"][number];

/** How often a way to read gave an old value; null: it gave none at all. */
export const staleShare = ({ fresh, stale }: Pick<ModeResult, "fresh" | "stale">): number | null =>
  shareOf(stale, fresh + stale);

export function consistencyMetrics({ writes, modes }: ConsistencyResult): Metric[] {
  return [
    figure("Writes", "acknowledged", writes.acknowledged, formatCount),
    figure("Writes", "failed", writes.failed, formatCount),
    figure("Writes", "p50", writes.seconds?.p50 ?? null, formatLatency),
    figure("Writes", "p99", writes.seconds?.p99 ?? null, formatLatency),
    ...(writes.wait === null
      ? []
      : writes.wait.reached.map((count, replicas) =>
          figure("WAIT returned", replicas === 1 ? "1 replica" : `${replicas} replicas`, count, formatCount),
        )),
    ...modes.flatMap(modeMetrics),
  ];
}

function modeMetrics(result: ModeResult): Metric[] {
  const { name } = modeWords[result.mode];
  const { reads, refused, staleSeconds, seconds, fromPrimary, fromReplicas } = result;
  return [
    figure(name, "reads", reads, formatCount),
    figure(name, "stale", staleShare(result), formatShare, formatPoints),
    figure(name, "refused", shareOf(refused, reads), formatShare, formatPoints),
    figure(name, "staleness p50", staleSeconds?.p50 ?? null, formatLatency),
    figure(name, "staleness p95", staleSeconds?.p95 ?? null, formatLatency),
    figure(name, "staleness p99", staleSeconds?.p99 ?? null, formatLatency),
    figure(name, "read p50", seconds?.p50 ?? null, formatLatency),
    figure(name, "read p99", seconds?.p99 ?? null, formatLatency),
    figure(
      name,
      "from the primary",
      shareOf(fromPrimary, fromPrimary + fromReplicas),
      formatShare,
      formatPoints,
    ),
  ];
}
