/**
 * The settings that matter for replication, persistence and memory. Asked for by name, never `CONFIG GET *`: that
 * would fetch passwords, so none of them is ever in this list.
 */
export const settingsThatMatter: readonly string[] = [
  "repl-backlog-size",
  "repl-backlog-ttl",
  "repl-diskless-sync",
  "repl-diskless-sync-delay",
  "repl-diskless-sync-max-replicas",
  "repl-diskless-load",
  "repl-rdb-channel",
  "dual-channel-replication-enabled",
  "repl-ping-replica-period",
  "repl-timeout",
  "replicaof",
  "replica-read-only",
  "replica-serve-stale-data",
  "replica-priority",
  "replica-announce-ip",
  "replica-announce-port",
  "replica-announced",
  "replica-lazy-flush",
  "replica-ignore-disk-write-errors",
  "replica-full-sync-buffer-limit",
  "min-replicas-to-write",
  "min-replicas-max-lag",
  "client-output-buffer-limit",
  "propagation-error-behavior",
  "save",
  "appendonly",
  "dir",
  "dbfilename",
  "rdbcompression",
  "rdbchecksum",
  "rdb-del-sync-files",
  "rdb-version-check",
  "stop-writes-on-bgsave-error",
  "shutdown-timeout",
  "maxmemory",
  "maxmemory-policy",
  "hz",
  "tls-replication",
  "cluster-enabled",
];

const wanted = new Set(settingsThatMatter);

/**
 * A reply to CONFIG GET as settings by name; null when it is not one. Takes the flat list of RESP2 and a list of
 * pairs. The older spellings (`slave-…`, `min-slaves-…`) are given under the newer names. What is not among
 * `settingsThatMatter` is dropped, so no password gets in even where a server answers more than it was asked.
 */
export function readConfigReply(reply: unknown): ReadonlyMap<string, string> | null {
  if (!Array.isArray(reply)) return null;
  const pairs = reply.every((item) => Array.isArray(item)) ? reply : inTwos(reply);
  if (pairs === null) return null;
  const settings = new Map<string, string>();
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) return null;
    const [name, value]: unknown[] = pair;
    if (typeof name !== "string" || typeof value !== "string") return null;
    const known = currentName(name);
    if (wanted.has(known)) settings.set(known, value);
  }
  return settings;
}

function inTwos(flat: readonly unknown[]): unknown[][] | null {
  if (flat.length % 2 !== 0) return null;
  return Array.from({ length: flat.length / 2 }, (_, index) => flat.slice(index * 2, index * 2 + 2));
}

function currentName(name: string): string {
  if (name === "slaveof") return "replicaof";
  return name
    .replace(/^slave-/, "replica-")
    .replace(/^min-slaves-/, "min-replicas-")
    .replace(/^repl-ping-slave-/, "repl-ping-replica-");
}
