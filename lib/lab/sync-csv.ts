import type { SyncResult } from "@/lib/contract";
import { type Columns, type CsvTable, tableOf } from "./csv-table";

type Row = SyncResult["rows"][number];

const columns: Columns<Row> = [
  ["dataBytes", ({ dataBytes }) => dataBytes],
  ["linkBytesPerSecond", ({ bytesPerSecond }) => bytesPerSecond],
  ["fullSeconds", ({ full }) => full.seconds],
  ["fullBytes", ({ full }) => full.bytes],
  ["forkSeconds", ({ full }) => full.forkSeconds],
  ["loadSeconds", ({ full }) => full.loadSeconds],
  ["cutSeconds", ({ outage }) => outage.cutSeconds],
  ["writtenBytes", ({ outage }) => outage.writtenBytes],
  ["resync", ({ outage }) => outage.resync],
  ["resyncSeconds", ({ outage }) => outage.seconds],
  ["resyncBytes", ({ outage }) => outage.bytes],
  ["backlogBytes", ({ outage }) => outage.backlogBytes],
  ["neededBacklogBytes", ({ outage }) => outage.neededBacklogBytes],
];

/** A line for each measurement. A link that nothing slowed is null. */
export const syncRows = ({ rows }: SyncResult): CsvTable => tableOf(columns, rows);
