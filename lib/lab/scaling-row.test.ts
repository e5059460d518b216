import { expect, test } from "vitest";
import { ScalingResult } from "@/lib/contract";
import { Latencies } from "./scaling-latency";
import { type LoadCount, median, type ScalingRound, scalingRow } from "./scaling-row";

function count(more: Partial<LoadCount>): LoadCount {
  const latencies = new Latencies();
  latencies.add(0.001);
  return {
    seconds: 2,
    writes: 200,
    reads: 2_000,
    readsFromPrimary: 0,
    failures: {},
    writeLatencies: latencies.counts(),
    readLatencies: latencies.counts(),
    cpuSeconds: 1,
    ...more,
  };
}

const round = (more: Partial<ScalingRound>): ScalingRound => ({
  load: [count({})],
  replicationBytesPerSecond: 100,
  streamBytesPerSecond: 100,
  mostBehindBytes: 10,
  cpu: [{ instance: "primary", role: "primary", cores: 0.5 }],
  machineBusy: 0.5,
  ...more,
});
const fanOut = { shape: "fan-out", replicas: 1 } as const;

test("a row is the median of its rounds, and one disturbed round does not move it far", () => {
  const readsOf = (reads: number) => round({ load: [count({ reads })] });
  const row = scalingRow(fanOut, [2_000, 2_020, 100, 2_040].map(readsOf));
  expect(row.readsPerSecond).toBe(1_005);
  expect(row.rounds.map(({ readsPerSecond }) => readsPerSecond)).toEqual([1_000, 1_010, 50, 1_020]);
  expect(row.seconds).toBe(8);
  expect(ScalingResult.safeParse({ kind: "scaling", rows: [row] }).success).toBe(true);
});

test("processes that make the load side by side add up, and so do their failures", () => {
  const load = [
    count({ failures: { refused: 2 } }),
    count({ seconds: 1, failures: { refused: 1, deadline: 4 } }),
  ];
  const row = scalingRow(fanOut, [round({ load })]);
  expect(row.readsPerSecond).toBe(3_000);
  expect(row.loadCores).toBe(1.5);
  expect(row.loadProcesses).toBe(2);
  expect(row.failures).toEqual({ refused: 3, deadline: 4 });
  expect(row.failed).toBe(7);
});

test("what no round knows is unknown, and what some know is told of those", () => {
  const blank = round({ replicationBytesPerSecond: null, mostBehindBytes: null, machineBusy: null });
  expect(scalingRow(fanOut, [blank])).toMatchObject({
    replicationBytesPerSecond: null,
    mostBehindBytes: null,
    machineBusy: null,
  });
  expect(scalingRow(fanOut, [blank, round({})])).toMatchObject({ mostBehindBytes: 10, machineBusy: 0.5 });
});

test("the median of none is unknown", () => {
  expect(median([])).toBeNull();
  expect(median([null, 3])).toBe(3);
  expect(median([4, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 8])).toBe(3);
});
