import { FieldProblem, needed, neededCount, neededText } from "./needed";
import { readCount, readFlag, readOkErr, readShare } from "./number";
import { ownText } from "./own-text";
import type { Fields } from "./parse";
import type {
  ClientsView,
  KeyspaceView,
  MemoryView,
  PersistenceView,
  ServerView,
  SlowFacts,
  StatsView,
} from "./view";

/** What a whole INFO reply says beside replication. */
export type InfoFacts = Pick<
  SlowFacts,
  "server" | "persistence" | "memory" | "clients" | "stats" | "keyspace"
>;

/**
 * The slow facts of a whole INFO reply. A part whose needed fields are absent or mangled is null as a whole.
 * Source: server.c, genRedisInfoString.
 */
export function readSlow(fields: Fields): InfoFacts {
  return {
    server: part(fields, readServer),
    persistence: part(fields, readPersistence),
    memory: part(fields, readMemory),
    clients: part(fields, readClients),
    stats: part(fields, readStats),
    keyspace: part(fields, readKeyspace),
  };
}

function part<T>(fields: Fields, read: (fields: Fields) => T): T | null {
  try {
    return read(fields);
  } catch (problem) {
    if (problem instanceof FieldProblem) return null;
    throw problem;
  }
}

/** Valkey says `redis_version:7.2.4` for ever, for old clients; its own version stands beside it. */
function readServer(fields: Fields): ServerView {
  const name = fields.get("server_name");
  const valkey = name === "valkey" || fields.has("valkey_version");
  const other = (name !== undefined && name !== "redis") || fields.has("dragonfly_version");
  const mode = fields.get("server_mode") ?? neededText(fields, "redis_mode");
  const configFile = fields.get("config_file") ?? "";
  return {
    product: valkey ? "valkey" : other ? "other" : "redis",
    version: neededText(fields, valkey ? "valkey_version" : "redis_version"),
    runId: needed(fields, "run_id", readRunId, "40 hex digits"),
    mode:
      fields.get("cluster_enabled") === "1" || mode === "cluster"
        ? "cluster"
        : mode === "sentinel"
          ? "sentinel"
          : "standalone",
    uptimeSeconds: readCount(fields.get("uptime_in_seconds")),
    configFile: configFile === "" ? null : configFile,
  };
}

/** It outlives the reply. */
const readRunId = (text: string): string | null => (/^[0-9a-f]{40}$/.test(text) ? ownText(text) : null);

function readPersistence(fields: Fields): PersistenceView {
  const loading = needed(fields, "loading", readFlag, "0 or 1");
  const asyncLoading = readFlag(fields.get("async_loading"));
  const saving = needed(fields, "rdb_bgsave_in_progress", readFlag, "0 or 1");
  const busy = loading || asyncLoading === true;
  return {
    loading,
    asyncLoading,
    ...(busy ? readLoad(fields) : { loadingProgress: null, loadingEtaSeconds: null }),
    saving,
    saveKeys: saving ? readSaveKeys(fields) : null,
    saveSeconds: saving ? readCount(fields.get("rdb_current_bgsave_time_sec")) : null,
    lastSaveUnixSeconds: neededCount(fields, "rdb_last_save_time"),
    lastSaveOk: needed(fields, "rdb_last_bgsave_status", readOkErr, "ok or err"),
    saves: readCount(fields.get("rdb_saves")),
    aof: needed(fields, "aof_enabled", readFlag, "0 or 1"),
    aofRewriting: needed(fields, "aof_rewrite_in_progress", readFlag, "0 or 1"),
  };
}

/**
 * How far a load has come. Straight from the socket there is no size to compare with; from 7.0 on Redis estimates
 * it by memory, before that it prints a share of some hundred millions and 0 seconds left.
 */
function readLoad(fields: Fields): Pick<PersistenceView, "loadingProgress" | "loadingEtaSeconds"> {
  const totalBytes = readCount(fields.get("loading_total_bytes"));
  const sized = (totalBytes !== null && totalBytes > 0) || fields.has("loading_rdb_used_mem");
  return sized
    ? {
        loadingProgress: readShare(fields.get("loading_loaded_perc")),
        loadingEtaSeconds: readCount(fields.get("loading_eta_seconds")),
      }
    : { loadingProgress: null, loadingEtaSeconds: null };
}

/** The child reports about once a second; until its first report both are 0, which says nothing. */
function readSaveKeys(fields: Fields): PersistenceView["saveKeys"] {
  const done = readCount(fields.get("current_save_keys_processed"));
  const total = readCount(fields.get("current_save_keys_total"));
  return done === null || total === null || total === 0 ? null : { done, total };
}

function readMemory(fields: Fields): MemoryView {
  const maxBytes = neededCount(fields, "maxmemory");
  const usedBytes = neededCount(fields, "used_memory");
  const startup = readCount(fields.get("used_memory_startup"));
  const backlog = readCount(fields.get("mem_replication_backlog"));
  return {
    usedBytes,
    dataBytes: startup === null || backlog === null ? null : Math.max(0, usedBytes - startup - backlog),
    maxBytes: maxBytes === 0 ? null : maxBytes,
  };
}

const readClients = (fields: Fields): ClientsView => ({
  connected: neededCount(fields, "connected_clients"),
});

const readStats = (fields: Fields): StatsView => ({
  opsPerSecond: neededCount(fields, "instantaneous_ops_per_sec"),
  fullSyncs: neededCount(fields, "sync_full"),
  partialSyncs: neededCount(fields, "sync_partial_ok"),
  partialSyncsRefused: neededCount(fields, "sync_partial_err"),
  bufferDisconnections: readCount(fields.get("client_output_buffer_limit_disconnections")),
  loginErrors: readLoginErrors(fields),
});

const loginErrors = ["NOAUTH", "WRONGPASS", "NOPERM"];

/**
 * Refused logins and rights. Redis lists only errors that it has sent, so no line means none: but only where it counts
 * errors at all, as it has since 6.2.
 * Source: server.c, genRedisInfoString (section errorstats).
 */
function readLoginErrors(fields: Fields): number | null {
  if (!fields.has("total_error_replies")) return null;
  let sum = 0;
  for (const name of loginErrors) {
    const text = fields.get(`errorstat_${name}`);
    const count = text === undefined ? 0 : readCount(/^count=(\d{1,16})$/.exec(text)?.[1]);
    if (count === null) return null;
    sum += count;
  }
  return sum;
}

/**
 * Keys over all databases. Redis lists only databases that hold some, so no line means none: but only in a reply
 * that has the sections around it, or a reply of one section would read as an empty server.
 */
function readKeyspace(fields: Fields): KeyspaceView {
  for (const field of ["role", "rdb_last_save_time", "cluster_enabled"]) neededText(fields, field);
  let keys = 0;
  let expires = 0;
  // Of some two hundred names one or two match: pairs with their texts would be a third of a poll's garbage.
  for (const field of fields.keys()) {
    if (!/^db\d{1,6}$/.test(field)) continue;
    const counts = /^keys=(\d{1,16}),expires=(\d{1,16})(?:,|$)/.exec(neededText(fields, field));
    const [some, expiring] = [readCount(counts?.[1]), readCount(counts?.[2])];
    if (some === null || expiring === null)
      throw new FieldProblem({ field, detail: "It does not say its keys and expires." });
    keys += some;
    expires += expiring;
  }
  return { keys, expires };
}
