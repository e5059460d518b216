import type { LabResult } from "@/lib/contract";
import { consistencyMetrics } from "./consistency-metrics";
import type { Metric } from "./figure";
import { scalingMetrics } from "./scaling-metrics";
import { syncMetrics } from "./sync-metrics";

/** All figures of a result, in the order in which they are read. */
export function metricsOf(result: LabResult): Metric[] {
  switch (result.kind) {
    case "consistency":
      return consistencyMetrics(result);
    case "scaling":
      return scalingMetrics(result);
    case "sync":
      return syncMetrics(result);
  }
}
