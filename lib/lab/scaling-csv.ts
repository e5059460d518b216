import type { ScalingResult } from "@/lib/contract";
import { csvLine } from "@/lib/csv";
import type { ScalingRow } from "./scaling-row";

type Cell = string | number | null;

/** The columns of the table as a file, each with its unit in its name. */
const columns: readonly (readonly [name: string, of: (row: ScalingRow) => Cell])[] = [
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

/** The rows as a file of RFC 4180, with a line of names. Unknown is an empty field. */
export const scalingCsv = ({ rows }: ScalingResult): string =>
  [
    csvLine(columns.map(([name]) => name)),
    ...rows.map((row) => csvLine(columns.map(([, of]) => of(row)))),
  ].join("");

const least = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.min(...values);
const most = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.max(...values));

/** Together; unknown where one does not say. */
export const coresOf = (cpu: ScalingRow["cpu"]): number | null =>
  cpu.reduce<number | null>((sum, { cores }) => (sum === null || cores === null ? null : sum + cores), 0);
