import type { ScalingRow } from "./scaling-row";

/** A row whose rounds all gave the same, unless `rounds` says otherwise. */
export function rowWith(row: Partial<ScalingRow>): ScalingRow {
  const { writesPerSecond = 1_000, readsPerSecond = 10_000, replicationBytesPerSecond = null } = row;
  const { streamBytesPerSecond = null } = row;
  const round = { writesPerSecond, readsPerSecond, replicationBytesPerSecond, streamBytesPerSecond };
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
    streamBytesPerSecond,
    mostBehindBytes: null,
    cpu: [],
    loadCores: 0.3,
    loadProcesses: 1,
    machineBusy: 0.4,
    ...row,
  };
}

/** Rounds in which what is not named was as above. */
export const roundsOf = (rounds: readonly Partial<ScalingRow["rounds"][number]>[]): ScalingRow["rounds"] =>
  rounds.map((round) => ({
    writesPerSecond: 1_000,
    readsPerSecond: 10_000,
    replicationBytesPerSecond: null,
    streamBytesPerSecond: null,
    ...round,
  }));
