import type { SyncResult } from "@/lib/contract";

type Row = SyncResult["rows"][number];
type Value = string | number | null;

const columns: readonly (readonly [string, (row: Row) => Value])[] = [
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

/** A result as a table: the names of the columns first, then a row for each measurement. A link that nothing slowed is null. */
export const csvRows = ({ rows }: SyncResult): readonly (readonly Value[])[] => [
  columns.map(([name]) => name),
  ...rows.map((row) => columns.map(([, of]) => of(row))),
];
