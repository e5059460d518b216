import { readCount } from "./number";
import type { Fields } from "./parse";

/** What an instance holds, by one INFO reply. */
export interface Holdings {
  /** Databases with keys in them, by their number. */
  readonly databases: readonly { readonly index: number; readonly keys: number; readonly expires: number }[];
  readonly keys: number;
  /** Function libraries; null: it does not say, as before 7.0, when there were none. */
  readonly libraries: number | null;
}

/**
 * Null where the reply has no keyspace, or one that cannot be read: no line of a database means none only beside the sections
 * around it.
 * Source: server.c, genRedisInfoString (keyspace, memory).
 */
export function readHoldings(fields: Fields): Holdings | null {
  if (!["role", "rdb_last_save_time", "cluster_enabled"].every((field) => fields.has(field))) return null;
  const databases = [];
  for (const [field, text] of fields) {
    const index = readCount(/^db(\d{1,6})$/.exec(field)?.[1]);
    if (index === null) continue;
    const counts = /^keys=(\d{1,16}),expires=(\d{1,16})(?:,|$)/.exec(text);
    const [keys, expires] = [readCount(counts?.[1]), readCount(counts?.[2])];
    if (keys === null || expires === null) return null;
    databases.push({ index, keys, expires });
  }
  return {
    databases,
    keys: databases.reduce((sum, { keys }) => sum + keys, 0),
    libraries: readCount(fields.get("number_of_libraries")),
  };
}

/** `db0: 12 keys, db3: 1 key, 2 function libraries`; `nothing`. */
export function describeHoldings({ databases, libraries }: Holdings): string {
  const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;
  const parts = [
    ...databases.map(({ index, keys }) => `db${index}: ${many(keys, "key", "keys")}`),
    ...(libraries === null || libraries === 0
      ? []
      : [many(libraries, "function library", "function libraries")]),
  ];
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
