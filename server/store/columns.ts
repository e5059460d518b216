import { Metric } from "@/lib/contract";
import type { SampleValues } from "./schema";
import { worseCode } from "./states";

type Column = Exclude<keyof SampleValues, "state">;

interface Columns {
  readonly max: Column;
  readonly last: Column;
  /** Null: its lowest value is not kept. */
  readonly min: Column | null;
}

/** Where each metric lies in a row of `samples`. */
export const columnsOf: Record<Metric, Columns> = {
  lagBytes: { max: "lag_bytes_max", last: "lag_bytes_last", min: null },
  lagSeconds: { max: "lag_seconds_max", last: "lag_seconds_last", min: null },
  offset: { max: "offset_max", last: "offset_last", min: null },
  writeBytesPerSecond: { max: "write_rate_max", last: "write_rate_last", min: null },
  headroomSeconds: {
    max: "headroom_seconds_max",
    last: "headroom_seconds_last",
    min: "headroom_seconds_min",
  },
  headroomBytes: { max: "headroom_bytes_max", last: "headroom_bytes_last", min: "headroom_bytes_min" },
};

/** All columns of a metric. */
export function keptOf(metric: Metric): Column[] {
  const { max, last, min } = columnsOf[metric];
  return min === null ? [max, last] : [max, last, min];
}

export const emptyValues = (): SampleValues => ({
  lag_bytes_max: null,
  lag_bytes_last: null,
  lag_seconds_max: null,
  lag_seconds_last: null,
  offset_max: null,
  offset_last: null,
  write_rate_max: null,
  write_rate_last: null,
  headroom_seconds_max: null,
  headroom_seconds_last: null,
  headroom_bytes_max: null,
  headroom_bytes_last: null,
  headroom_seconds_min: null,
  headroom_bytes_min: null,
  state: null,
});

/** The higher of two values; a known one beats null. */
export const higher = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** The lower of two values; a known one beats null. */
export const lower = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/**
 * Adds a later step's values to `into`: the higher of the two highest, the lower of the two lowest, the newer of the two
 * newest that exist, and the worse of the two states.
 */
export function mergeValues(into: SampleValues, later: SampleValues): void {
  for (const metric of Metric.options) {
    const { max, last, min } = columnsOf[metric];
    into[max] = higher(into[max], later[max]);
    if (min !== null) into[min] = lower(into[min], later[min]);
    into[last] = later[last] ?? into[last];
  }
  into.state = worseCode(into.state, later.state);
}
