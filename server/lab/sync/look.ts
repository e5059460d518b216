import { readCount } from "@/lib/info/number";
import { type Fields, parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import type { ReplicationView } from "@/lib/info/view";
import type { LabServer } from "../throwaway";

/** What a primary has counted since its start. */
export interface Counted {
  readonly fullSyncs: number;
  readonly partialSyncs: number;
  /** What its last fork took; null: its version does not say. */
  readonly forkSeconds: number | null;
}

/** @throws Error when its INFO cannot be read */
export async function replicationOf(server: LabServer): Promise<ReplicationView> {
  const read = readReplication(await fieldsOf(server, "replication"));
  if (!read.ok)
    throw new Error(`INFO of ${server.name} cannot be read: ${read.error.field}: ${read.error.detail}`);
  return read.value;
}

/**
 * The primary's counters of resyncs: what it did, not what the replica asked for.
 * Source: replication.c, masterTryPartialResynchronization and syncCommand.
 * @throws Error when its INFO cannot be read
 */
export async function countedBy(primary: LabServer): Promise<Counted> {
  const fields = await fieldsOf(primary, "stats");
  const forkUs = readCount(fields.get("latest_fork_usec"));
  return {
    fullSyncs: count(primary, fields, "sync_full"),
    partialSyncs: count(primary, fields, "sync_partial_ok"),
    forkSeconds: forkUs === null ? null : forkUs / 1_000_000,
  };
}

/** Keys, and the bytes that the data set takes in memory (`used_memory_dataset`). @throws Error when they cannot be read */
export async function holdingsOf(server: LabServer): Promise<{ keys: number; datasetBytes: number }> {
  const fields = await fieldsOf(server, "memory");
  const keys = await server.send(["DBSIZE"]);
  if (typeof keys !== "number") throw new Error(`${server.name} answered DBSIZE with no number`);
  return { keys, datasetBytes: count(server, fields, "used_memory_dataset") };
}

async function fieldsOf(server: LabServer, section: string): Promise<Fields> {
  const parsed = parseInfo(String(await server.send(["INFO", section])));
  if (!parsed.ok) throw new Error(`INFO of ${server.name} cannot be read: ${parsed.error.detail}`);
  return parsed.value;
}

function count(server: LabServer, fields: Fields, field: string): number {
  const value = readCount(fields.get(field));
  if (value === null) throw new Error(`INFO of ${server.name} has no ${field} that could be read`);
  return value;
}
