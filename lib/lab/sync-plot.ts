import type { SyncResult } from "@/lib/contract";
import { speedWords } from "./sync-case";

/** A measurement in the plot. */
export interface SyncPoint {
  readonly dataBytes: number;
  readonly fullSeconds: number;
  /** What came after the outage, and how long it took. */
  readonly resync: "partial" | "full";
  readonly resyncSeconds: number;
}

/** A line of the plot: seconds over size, for one speed of the link. */
export interface SyncLine {
  /** Null: nothing slowed the link. */
  readonly bytesPerSecond: number | null;
  /** `1.00 MiB/s`, `full speed`. */
  readonly name: string;
  /** By size, the smallest first. */
  readonly points: readonly SyncPoint[];
}

/** The plot of a result, the fastest link first. A size that is not measured yet has no point. */
export function syncPlot({ rows }: SyncResult): readonly SyncLine[] {
  const speeds = [...new Set(rows.map(({ bytesPerSecond }) => bytesPerSecond))];
  const rank = (speed: number | null): number => speed ?? Number.POSITIVE_INFINITY;
  return speeds
    .toSorted((a, b) => (a === b ? 0 : rank(b) > rank(a) ? 1 : -1))
    .map((bytesPerSecond) => ({
      bytesPerSecond,
      name: speedWords(bytesPerSecond),
      points: rows
        .filter((row) => row.bytesPerSecond === bytesPerSecond)
        .map(({ dataBytes, full, outage }) => ({
          dataBytes,
          fullSeconds: full.seconds,
          resync: outage.resync,
          resyncSeconds: outage.seconds,
        }))
        .toSorted((a, b) => a.dataBytes - b.dataBytes),
    }));
}
