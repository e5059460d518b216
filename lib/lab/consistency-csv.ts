import type { ConsistencyResult } from "@/lib/contract";
import { type Columns, type CsvTable, tableOf } from "./csv-table";

interface Row {
  readonly mode: ConsistencyResult["modes"][number];
  readonly writes: ConsistencyResult["writes"];
}

const columns: Columns<Row> = [
  ["mode", ({ mode }) => mode.mode],
  ["reads", ({ mode }) => mode.reads],
  ["fresh", ({ mode }) => mode.fresh],
  ["stale", ({ mode }) => mode.stale],
  ["refused", ({ mode }) => mode.refused],
  ["staleSecondsP50", ({ mode }) => mode.staleSeconds?.p50 ?? null],
  ["staleSecondsP95", ({ mode }) => mode.staleSeconds?.p95 ?? null],
  ["staleSecondsP99", ({ mode }) => mode.staleSeconds?.p99 ?? null],
  ["staleSecondsMax", ({ mode }) => mode.staleSeconds?.max ?? null],
  ["readSecondsP50", ({ mode }) => mode.seconds?.p50 ?? null],
  ["readSecondsP95", ({ mode }) => mode.seconds?.p95 ?? null],
  ["readSecondsP99", ({ mode }) => mode.seconds?.p99 ?? null],
  ["fromPrimary", ({ mode }) => mode.fromPrimary],
  ["fromReplicas", ({ mode }) => mode.fromReplicas],
  ["writesSent", ({ writes }) => writes.sent],
  ["writesAcknowledged", ({ writes }) => writes.acknowledged],
  ["writesFailed", ({ writes }) => writes.failed],
  ["writeSecondsP50", ({ writes }) => writes.seconds?.p50 ?? null],
  ["writeSecondsP99", ({ writes }) => writes.seconds?.p99 ?? null],
  [
    "waitReached",
    ({ writes }) => writes.wait?.reached.map((count, n) => `${n}: ${count}`).join("; ") ?? null,
  ],
];

/** A line for each way of reading; what was written beside them stands in each. */
export const consistencyRows = ({ modes, writes }: ConsistencyResult): CsvTable =>
  tableOf(
    columns,
    modes.map((mode) => ({ mode, writes })),
  );
