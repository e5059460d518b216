import { expect, test } from "vitest";
import type { ScalingResult } from "@/lib/contract";
import { roundsOf, rowWith } from "./scaling.fixture";
import { scalingRows } from "./scaling-csv";
import { scalingPoints, scalingSeries } from "./scaling-plot";

const result: ScalingResult = {
  kind: "scaling",
  rows: [
    rowWith({ shape: "alone", replicas: 0, readsPerSecond: 100 }),
    rowWith({
      replicas: 2,
      readsPerSecond: 150,
      rounds: roundsOf([{ readsPerSecond: 140 }, { readsPerSecond: 160 }]),
    }),
    rowWith({ shape: "chain", replicas: 2, readsPerSecond: 120 }),
  ],
};

test("a point has its row's figure, the range of its rounds and the multiple of the primary alone", () => {
  expect(scalingPoints(result, "readsPerSecond")[1]).toEqual({
    shape: "fan-out",
    replicas: 2,
    name: "2 replicas",
    value: 150,
    lowest: 140,
    highest: 160,
    factor: 1.5,
  });
});

test("the line of the fan-out begins with the primary alone, and a chain has a line of its own", () => {
  expect(
    scalingSeries(result, "readsPerSecond").map(({ shape, points }) => [
      shape,
      points.map(({ name }) => name),
    ]),
  ).toEqual([
    ["fan-out", ["Primary alone", "2 replicas"]],
    ["chain", ["2 replicas in a chain"]],
  ]);
});

test("what is not known is a gap, not a zero", () => {
  for (const figure of ["replicationBytesPerSecond", "primaryCores", "readP99Ms"] as const)
    expect(scalingPoints(result, figure).map(({ value, factor }) => [value, factor])).toEqual(
      Array(3).fill([null, null]),
    );
});

test("the file has a line of names with units, and an empty field for what is not known", () => {
  const { columns, rows } = scalingRows(result);
  expect(columns.join(",")).toBe(
    "shape,replicas,seconds,rounds,writesPerSecond,writesPerSecondLowest,writesPerSecondHighest,readsPerSecond,readsPerSecondLowest,readsPerSecondHighest,readsFromPrimary,failed,writeSecondsP50,writeSecondsP99,readSecondsP50,readSecondsP99,replicationBytesPerSecond,streamBytesPerSecond,mostBehindBytes,primaryCores,replicaCores,loadCores,loadProcesses,machineBusy",
  );
  expect(rows[1]?.join(",")).toBe("fan-out,2,4,2,1000,1000,1000,150,140,160,0,0,,,,,,,,,0,0.3,1,0.4");
});
