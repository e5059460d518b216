import type { ScalingResult } from "@/lib/contract";
import { type Columns, type CsvTable, tableOf } from "./csv-table";
import type { ScalingRow } from "./scaling-row";

/** The columns of the table as a file, each with its unit in its name. */
const columns: Columns<ScalingRow> = [
  ["shape", ({ shape }) => shape],
  ["replicas", ({ replicas }) => replicas],
  ["seconds", ({ seconds }) => seconds],
  ["rounds", ({ rounds }) => rounds.length],
  ["writesPerSecond", ({ writesPerSecond }) => writesPerSecond],
  ["writesPerSecondLowest", ({ rounds }) => least(rounds.map((round) => round.writesPerSecond))],
  ["writesPerSecondHighest", ({ rounds }) => most(rounds.map((round) => round.writesPerSecond))],
  ["readsPerSecond", ({ readsPerSecond }) => readsPerSecond],
  ["readsPerSecondLowest", ({ rounds }) => least(rounds.map((round) => round.readsPerSecond))],
  ["readsPerSecondHighest", ({ rounds }) => most(rounds.map((round) => round.readsPerSecond))],
  ["readsFromPrimary", ({ readsFromPrimary }) => readsFromPrimary],
  ["failed", ({ failed }) => failed],
  ["writeSecondsP50", ({ writeSeconds }) => writeSeconds?.p50 ?? null],
  ["writeSecondsP99", ({ writeSeconds }) => writeSeconds?.p99 ?? null],
  ["readSecondsP50", ({ readSeconds }) => readSeconds?.p50 ?? null],
  ["readSecondsP99", ({ readSeconds }) => readSeconds?.p99 ?? null],
  ["replicationBytesPerSecond", ({ replicationBytesPerSecond }) => replicationBytesPerSecond],
  ["streamBytesPerSecond", ({ streamBytesPerSecond }) => streamBytesPerSecond],
  ["mostBehindBytes", ({ mostBehindBytes }) => mostBehindBytes],
  ["primaryCores", ({ cpu }) => cpu.find(({ role }) => role === "primary")?.cores ?? null],
  ["replicaCores", ({ cpu }) => coresOf(cpu.filter(({ role }) => role === "replica"))],
  ["loadCores", ({ loadCores }) => loadCores],
  ["loadProcesses", ({ loadProcesses }) => loadProcesses],
  ["machineBusy", ({ machineBusy }) => machineBusy],
];

/** A line for each row. */
export const scalingRows = ({ rows }: ScalingResult): CsvTable => tableOf(columns, rows);

const least = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.min(...values);
const most = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.max(...values));

/** Together; unknown where one does not say. */
export const coresOf = (cpu: ScalingRow["cpu"]): number | null =>
  cpu.reduce<number | null>((sum, { cores }) => (sum === null || cores === null ? null : sum + cores), 0);
