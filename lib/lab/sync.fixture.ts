import { type SyncResult, SyncSettings } from "@/lib/contract";

export const MIB = 1_048_576;

type Row = SyncResult["rows"][number];

/** Settings with their defaults but for these. */
export const settingsOf = (over: Partial<SyncSettings> = {}): SyncSettings =>
  SyncSettings.parse({ kind: "sync", ...over });

/** A measurement whose outage of 3.2 s at 1 MiB/s needed more than its backlog, but for what is given. */
export const rowOf = (
  over: Partial<Pick<Row, "dataBytes" | "bytesPerSecond">> & {
    readonly full?: Partial<Row["full"]>;
    readonly outage?: Partial<Row["outage"]>;
  } = {},
): Row => ({
  dataBytes: 16 * MIB,
  bytesPerSecond: null,
  ...over,
  full: { seconds: 0.4, bytes: 17_000_000, forkSeconds: 0.0012, loadSeconds: 0.08, ...over.full },
  outage: {
    cutSeconds: 3.2,
    writtenBytes: 3.2 * MIB,
    resync: "full",
    seconds: 0.5,
    bytes: 17_000_000,
    backlogBytes: MIB,
    neededBacklogBytes: 3.2 * MIB,
    ...over.outage,
  },
});
