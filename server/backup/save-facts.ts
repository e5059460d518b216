import type { InstanceId } from "@/lib/group/member";
import { parseInfo } from "@/lib/info/parse";
import { readReplication } from "@/lib/info/replication";
import { readSlow } from "@/lib/info/slow";
import type { KeyspaceView, PersistenceView, ReplicationView, ServerView } from "@/lib/info/view";
import type { Reply } from "@/server/ports";

/** Asks one instance with a reading command; undefined when no reply came. */
export type Ask = (words: readonly string[]) => Promise<Reply | undefined>;

/** What one INFO reply says of saves, and of the place in the stream they would be of. */
export interface SaveFacts {
  readonly server: ServerView;
  readonly persistence: PersistenceView;
  readonly keyspace: KeyspaceView | null;
  readonly replication: ReplicationView | null;
}

/** Reads INFO; null when the instance gave none that could be read. */
export async function readSaveFacts(ask: Ask): Promise<SaveFacts | null> {
  const text = await ask(["INFO"]);
  const fields = typeof text === "string" ? parseInfo(text) : null;
  if (fields === null || !fields.ok) return null;
  const { server, persistence, keyspace } = readSlow(fields.value);
  if (server === null || persistence === null) return null;
  const replication = readReplication(fields.value);
  return { server, persistence, keyspace, replication: replication.ok ? replication.value : null };
}

/** The server's clock, whole Unix seconds: what save times are stamped with. Null when it did not say. */
export async function readServerSeconds(ask: Ask): Promise<number | null> {
  const reply = await ask(["TIME"]);
  const [seconds] = Array.isArray(reply) ? reply : [];
  return typeof seconds === "string" && /^\d{1,12}$/.test(seconds) ? Number(seconds) : null;
}

/** What was known before BGSAVE was sent. */
export interface SaveBefore {
  readonly instance: InstanceId;
  readonly runId: string;
  readonly serverSeconds: number;
  readonly lastSaveUnixSeconds: number;
  /** Null before 7.0. */
  readonly saves: number | null;
}

const shape = /^run_id=([0-9a-f]{40}) time=(\d+) rdb_last_save_time=(\d+) rdb_saves=(\d+|none)$/;

/** As the backup's first check keeps it, so that a restarted Tidemark can still prove the save. */
export const writeBefore = (before: SaveBefore): string =>
  `run_id=${before.runId} time=${before.serverSeconds} rdb_last_save_time=${before.lastSaveUnixSeconds} rdb_saves=${before.saves ?? "none"}`;

/** Reads what `writeBefore` wrote; null for anything else. */
export function readBefore(instance: InstanceId, text: string | null): SaveBefore | null {
  const [, runId, time, last, saves] = shape.exec(text ?? "") ?? [];
  if (runId === undefined || time === undefined || last === undefined) return null;
  return {
    instance,
    runId,
    serverSeconds: Number(time),
    lastSaveUnixSeconds: Number(last),
    saves: saves === undefined || saves === "none" ? null : Number(saves),
  };
}
