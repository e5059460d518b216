import { expect, test } from "vitest";
import { MIB, rowOf } from "./sync.fixture";
import { syncRows } from "./sync-csv";
import { syncPlot } from "./sync-plot";

const rows = [
  rowOf({ dataBytes: 4 * MIB, full: { seconds: 4 }, bytesPerSecond: MIB }),
  rowOf({ dataBytes: MIB, full: { seconds: 1 }, bytesPerSecond: MIB }),
  rowOf({ dataBytes: MIB, full: { forkSeconds: null } }),
  rowOf({ dataBytes: MIB, bytesPerSecond: 2 * MIB }),
];

test("the table has a name for each column, a row for each measurement, and nothing for what is not known", () => {
  const { columns, rows: body } = syncRows({ kind: "sync", rows });
  expect(columns.join(",")).toBe(
    "dataBytes,linkBytesPerSecond,fullSeconds,fullBytes,forkSeconds,loadSeconds,cutSeconds,writtenBytes,resync,resyncSeconds,resyncBytes,backlogBytes,neededBacklogBytes",
  );
  expect(body).toHaveLength(rows.length);
  expect(body[2]).toEqual([
    MIB,
    null,
    0.4,
    17_000_000,
    null,
    0.08,
    3.2,
    3.2 * MIB,
    "full",
    0.5,
    17_000_000,
    MIB,
    3.2 * MIB,
  ]);
});

test("the plot has a line for each speed, the fastest first, and its points by size", () => {
  const lines = syncPlot({ kind: "sync", rows });
  expect(lines.map(({ name }) => name.replaceAll("\u00a0", " "))).toEqual([
    "full speed",
    "2.00 MiB/s",
    "1.00 MiB/s",
  ]);
  expect(lines[2]?.points).toEqual([
    { dataBytes: MIB, fullSeconds: 1, resync: "full", resyncSeconds: 0.5 },
    { dataBytes: 4 * MIB, fullSeconds: 4, resync: "full", resyncSeconds: 0.5 },
  ]);
  expect(syncPlot({ kind: "sync", rows: [] })).toEqual([]);
});
