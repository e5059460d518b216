import { Metric } from "@/lib/contract";
import type { SampleValues } from "./schema";
import { worseCode } from "./states";

type Column = Exclude<keyof SampleValues, "state">;

/** Where each metric lies in a row of `samples`. */
export const columnsOf: Record<Metric, { readonly max: Column; readonly last: Column }> = {
  lagBytes: { max: "lag_bytes_max", last: "lag_bytes_last" },
  lagSeconds: { max: "lag_seconds_max", last: "lag_seconds_last" },
  offset: { max: "offset_max", last: "offset_last" },
  writeBytesPerSecond: { max: "write_rate_max", last: "write_rate_last" },
  headroomSeconds: { max: "headroom_seconds_max", last: "headroom_seconds_last" },
  headroomBytes: { max: "headroom_bytes_max", last: "headroom_bytes_last" },
};

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
  state: null,
});

/**
 * Adds a later step's values to `into`: the higher of the two highest, the newer of the two newest that exist, and the
 * worse of the two states.
 */
export function mergeValues(into: SampleValues, later: SampleValues): void {
  for (const metric of Metric.options) {
    const { max, last } = columnsOf[metric];
    const high = later[max];
    const before = into[max];
    if (high !== null && (before === null || high > before)) into[max] = high;
    into[last] = later[last] ?? into[last];
  }
  into.state = worseCode(into.state, later.state);
}
