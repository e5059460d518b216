import type { ServerVersion } from "@/lib/info/version";

/** Whether a replica can load the copy an upstream would send it. */
export type Loads = "yes" | "no" | "unknown";

/** Valkey 9 left Redis' numbers behind. */
const valkey9 = 80;

/**
 * The RDB version a server writes. Source: RDB_VERSION in rdb.h of each release.
 * Releases later than those are not known.
 */
const writes: readonly { product: "redis" | "valkey"; from: string; before: string; rdb: number }[] = [
  { product: "redis", from: "5.0", before: "7.0", rdb: 9 },
  { product: "redis", from: "7.0", before: "7.2", rdb: 10 },
  { product: "redis", from: "7.2", before: "7.4", rdb: 11 },
  { product: "redis", from: "7.4", before: "8.1", rdb: 12 },
  { product: "valkey", from: "7.2", before: "9.0", rdb: 11 },
  { product: "valkey", from: "9.0", before: "9.2", rdb: valkey9 },
];

/** The RDB version `server` writes; null for a release not in the table. */
export function rdbVersion(server: ServerVersion): number | null {
  const at = ordinal(`${server.major}.${server.minor}`);
  const row = writes.find(
    ({ product, from, before }) => product === server.product && ordinal(from) <= at && at < ordinal(before),
  );
  return row?.rdb ?? null;
}

/**
 * Whether a full resync from `upstream` can be loaded by `replica`. A server loads its own RDB version and lower;
 * Valkey 9 refuses 12 unless `relaxed` (its rdb-version-check), and from 9.1 on it writes version 11 for a reader
 * that is not Valkey 9. A replica up to Redis 8.0 and Valkey 8.1 that cannot load the copy has been emptied by then.
 * Source: rdb.c, rdbLoadRioWithLoadingCtx; measured between Redis 6.0, 7.0, 8.0 and Valkey 8.1, 9.1.
 */
export function loads(replica: ServerVersion | null, upstream: ServerVersion | null, relaxed = false): Loads {
  if (replica === null || upstream === null) return "unknown";
  const [reads, sent] = [rdbVersion(replica), rdbVersion(upstream)];
  if (reads === null || sent === null) return "unknown";
  if (sent === valkey9 && reads !== valkey9) return upstream.minor === 0 ? "unknown" : yesNo(reads >= 11);
  if (reads === valkey9 && sent === 12) return yesNo(relaxed);
  return yesNo(sent <= reads);
}

/**
 * Whether a server takes values of a file of that RDB version, by a load or by RESTORE, which looks at the same numbers.
 * Source: rdb.c, rdbLoadRioWithLoadingCtx; cluster.c, verifyDumpPayload.
 */
export function loadsFile(server: ServerVersion | null, fileVersion: number | null, relaxed = false): Loads {
  const reads = server === null ? null : rdbVersion(server);
  if (reads === null || fileVersion === null) return "unknown";
  if (fileVersion === valkey9) return yesNo(reads === valkey9);
  if (reads === valkey9 && fileVersion > 11) return yesNo(relaxed);
  return yesNo(fileVersion <= reads);
}

const yesNo = (loadable: boolean): Loads => (loadable ? "yes" : "no");

function ordinal(version: string): number {
  const [major, minor] = version.split(".");
  return Number(major) * 1000 + Number(minor);
}
