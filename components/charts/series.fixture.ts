import type { GroupSeries, InstanceSeries } from "@/components/live/store";

type Value = number | null;

/** A series with one row a second from `startMs` on: seconds behind as given, 100 bytes for each, a headroom of 40 s. */
export function aSeries(
  byInstance: Record<string, readonly Value[]>,
  startMs = 1_000_000,
  stepMs = 1000,
): GroupSeries {
  const rows = Math.max(0, ...Object.values(byInstance).map((column) => column.length));
  return {
    t: Array.from({ length: rows }, (_, i) => startMs + i * stepMs),
    byInstance: Object.fromEntries(
      Object.entries(byInstance).map(([id, column]): [string, InstanceSeries] => [
        id,
        {
          lagSeconds: [...column],
          lagBytes: column.map((value) => (value === null ? null : value * 100)),
          headroomSeconds: column.map((value) => (value === null ? null : 40)),
          headroomBytes: column.map((value) => (value === null ? null : 4000)),
          state: column.map((value) => (value === null ? "unknown" : value > 2 ? "lagging" : "online")),
        },
      ]),
    ),
  };
}
