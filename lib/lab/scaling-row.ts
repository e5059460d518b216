import type { ScalingResult } from "@/lib/contract";
import { addLatencies, type LatencyCounts, latencyPercentiles } from "./scaling-latency";
import type { ScalingCase } from "./scaling-order";

export type ScalingRow = ScalingResult["rows"][number];

/** What one process that makes the load has counted between two instants. */
export interface LoadCount {
  readonly seconds: number;
  readonly writes: number;
  readonly reads: number;
  readonly readsFromPrimary: number;
  /** By the code of the error. */
  readonly failures: Readonly<Record<string, number>>;
  readonly writeLatencies: LatencyCounts;
  readonly readLatencies: LatencyCounts;
  readonly cpuSeconds: number;
}

/** A row, measured once. */
export interface ScalingRound {
  /** Of each process that made the load. */
  readonly load: readonly LoadCount[];
  readonly replicationBytesPerSecond: number | null;
  readonly streamBytesPerSecond: number | null;
  readonly mostBehindBytes: number | null;
  readonly cpu: ScalingRow["cpu"];
  readonly machineBusy: number | null;
}

/** The row as it stands after these rounds, of which there is at least one. */
export function scalingRow({ shape, replicas }: ScalingCase, measured: readonly ScalingRound[]): ScalingRow {
  const all = measured.flatMap(({ load }) => load);
  const failures = addCounts(all.map((count) => count.failures));
  const rounds = measured.map(({ load, replicationBytesPerSecond, streamBytesPerSecond }) => ({
    writesPerSecond: together(load, ({ writes }) => writes),
    readsPerSecond: together(load, ({ reads }) => reads),
    replicationBytesPerSecond,
    streamBytesPerSecond,
  }));
  return {
    shape,
    replicas,
    seconds: sum(measured.map(({ load }) => Math.max(0, ...load.map(({ seconds }) => seconds)))),
    writesPerSecond: median(rounds.map((round) => round.writesPerSecond)) ?? 0,
    readsPerSecond: median(rounds.map((round) => round.readsPerSecond)) ?? 0,
    rounds,
    readsFromPrimary: sum(all.map((count) => count.readsFromPrimary)),
    failed: sum(Object.values(failures)),
    failures,
    writeSeconds: latencyPercentiles(addLatencies(all.map((count) => count.writeLatencies))),
    readSeconds: latencyPercentiles(addLatencies(all.map((count) => count.readLatencies))),
    replicationBytesPerSecond: median(rounds.map((round) => round.replicationBytesPerSecond)),
    streamBytesPerSecond: median(rounds.map((round) => round.streamBytesPerSecond)),
    mostBehindBytes: most(measured.map((round) => round.mostBehindBytes)),
    cpu: cpuOf(measured),
    loadCores: mean(measured.map(({ load }) => together(load, ({ cpuSeconds }) => cpuSeconds))) ?? 0,
    loadProcesses: Math.max(0, ...measured.map(({ load }) => load.length)),
    machineBusy: mean(measured.map((round) => round.machineBusy)),
  };
}

/** Processes that ran side by side: their rates add up, each over its own seconds. */
const together = (load: readonly LoadCount[], what: (count: LoadCount) => number): number =>
  sum(load.map((count) => (count.seconds > 0 ? what(count) / count.seconds : 0)));

function cpuOf(measured: readonly ScalingRound[]): ScalingRow["cpu"] {
  const last = measured.at(-1)?.cpu ?? [];
  return last.map(({ instance, role }) => ({
    instance,
    role,
    cores: mean(measured.map(({ cpu }) => cpu.find((one) => one.instance === instance)?.cores ?? null)),
  }));
}

function addCounts(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const one of all)
    for (const [name, count] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

const mean = (values: readonly (number | null)[]): number | null => {
  const there = known(values);
  return there.length === 0 ? null : sum(there) / there.length;
};

const most = (values: readonly (number | null)[]): number | null => {
  const there = known(values);
  return there.length === 0 ? null : Math.max(...there);
};

/** The one in the middle, or what lies between the two in the middle. */
export function median(values: readonly (number | null)[]): number | null {
  const sorted = known(values).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return mean(
    sorted.length % 2 === 1 ? [sorted[middle] ?? null] : sorted.slice(Math.max(0, middle - 1), middle + 1),
  );
}
