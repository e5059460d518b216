import type { Experiment, LabResult } from "@/lib/contract";
import { csvLine } from "@/lib/csv";
import { consistencyRows } from "./consistency-csv";
import type { Columns, CsvTable } from "./csv-table";
import { scalingRows } from "./scaling-csv";
import { syncRows } from "./sync-csv";

/** What each line says of the whole experiment, so that files of several can be laid together. */
const common: Columns<Experiment> = [
  ["experiment", ({ id }) => id],
  ["startedAt", ({ startedAt }) => startedAt],
  ["state", ({ state }) => state],
  ["place", ({ where }) => (where.place === "group" ? where.group : where.place)],
  ["note", ({ note }) => note],
  ["servers", ({ environment }) => environment?.servers.map(serverText).join("; ") ?? null],
  ["tidemark", ({ environment }) => environment?.tidemark ?? null],
  ["node", ({ environment }) => environment?.node ?? null],
  ["system", ({ environment }) => environment?.machine.system ?? null],
  ["processor", ({ environment }) => environment?.machine.processor ?? null],
  ["cores", ({ environment }) => environment?.machine.cores ?? null],
  ["memoryBytes", ({ environment }) => environment?.machine.memoryBytes ?? null],
  ["loadBefore", ({ environment }) => environment?.machine.loadBefore ?? null],
  ["settings", ({ settings }) => JSON.stringify(settings)],
];

/** An experiment's figures as RFC 4180 has it, a line for each row of its table; one that measured nothing is its own line alone. */
export function experimentCsv(experiment: Experiment): string {
  const { columns, rows } = experiment.result === null ? nothing : measured(experiment.result);
  const about = common.map(([, of]) => of(experiment));
  return [
    csvLine([...common.map(([name]) => name), ...columns]),
    ...rows.map((row) => csvLine([...about, ...row])),
  ].join("");
}

const nothing: CsvTable = { columns: [], rows: [[]] };

function measured(result: LabResult): CsvTable {
  switch (result.kind) {
    case "consistency":
      return consistencyRows(result);
    case "scaling":
      return scalingRows(result);
    case "sync":
      return syncRows(result);
  }
}

const serverText = ({ instance, version }: { instance: string; version: string | null }): string =>
  `${instance} ${version ?? "of unknown version"}`;
