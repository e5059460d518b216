import type { ScalingResult } from "@/lib/contract";
import { formatRate, UNKNOWN } from "@/lib/format";
import { type ScalingScene, type ScalingWords, scalingWords } from "@/lib/lab/scaling-words";
import type { Explained } from "./explained";
import { primaryCores, type ScalingRow } from "./scaling-metrics";
import { formatCores, formatLatency, formatPerSecond } from "./units";

interface Head {
  readonly title: string;
  /** Of which row: that with the most reads, or that with the most replicas. */
  readonly of: "most-reads" | "most-replicas";
  readonly value: (row: ScalingRow) => string;
}

const heads: Readonly<Record<ScalingWords["figure"], Head>> = {
  reads: {
    title: "Most reads",
    of: "most-reads",
    value: ({ readsPerSecond }) => formatPerSecond(readsPerSecond),
  },
  writes: {
    title: "Writes with the most replicas",
    of: "most-replicas",
    value: ({ writesPerSecond }) => formatPerSecond(writesPerSecond),
  },
  replication: {
    title: "Sent to replicas by the primary",
    of: "most-replicas",
    value: ({ replicationBytesPerSecond }) => formatRate(replicationBytesPerSecond),
  },
  cpu: {
    title: "Cores of the primary",
    of: "most-replicas",
    value: (row) => formatCores(primaryCores(row)),
  },
  latency: {
    title: "Reads, p99 with the most replicas",
    of: "most-replicas",
    value: ({ readSeconds }) => formatLatency(readSeconds?.p99 ?? null),
  },
};

/** What a scaling result shows: the figure of one row, and what is said of all of them. */
export function explainScaling(result: ScalingResult, scene: ScalingScene): Explained[] {
  const rows = {
    "most-reads": most(result.rows, ({ readsPerSecond }) => readsPerSecond),
    "most-replicas": most(result.rows, ({ replicas }) => replicas),
  };
  return scalingWords(result, scene).map(({ figure, text, source }) => {
    const { title, of, value } = heads[figure];
    const row = rows[of];
    return {
      figure,
      title,
      value: row === null ? UNKNOWN : value(row),
      text: text.join(" "),
      source: source.title,
      url: source.url,
    };
  });
}

/** The first of those with the most. */
const most = (rows: readonly ScalingRow[], of: (row: ScalingRow) => number): ScalingRow | null =>
  rows.reduce<ScalingRow | null>((best, row) => (best === null || of(row) > of(best) ? row : best), null);
