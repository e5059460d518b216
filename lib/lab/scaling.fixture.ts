import type { ScalingRow } from "./scaling-row";

/** A row whose rounds all gave the same, unless `rounds` says otherwise. */
export function rowWith(row: Partial<ScalingRow>): ScalingRow {
  const { writesPerSecond = 1_000, readsPerSecond = 10_000, replicationBytesPerSecond = null } = row;
  const round = { writesPerSecond, readsPerSecond, replicationBytesPerSecond };
  return {
    shape: "fan-out",
    replicas: 1,
    seconds: 4,
    writesPerSecond,
    readsPerSecond,
    rounds: [round, round],
    readsFromPrimary: 0,
    failed: 0,
    failures: {},
    writeSeconds: null,
    readSeconds: null,
    replicationBytesPerSecond,
    mostBehindBytes: null,
    cpu: [],
    loadCores: 0.3,
    loadProcesses: 1,
    machineBusy: 0.4,
    ...row,
  };
}

/** Rounds in which reads, writes or replication bytes were these. */
export const roundsOf = (
  what: "readsPerSecond" | "writesPerSecond" | "replicationBytesPerSecond",
  values: readonly number[],
): ScalingRow["rounds"] =>
  values.map((value) => ({
    writesPerSecond: 1_000,
    readsPerSecond: 10_000,
    replicationBytesPerSecond: null,
    [what]: value,
  }));
