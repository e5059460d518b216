import type { Backup } from "@/lib/contract";
import { formatCount } from "@/lib/format";
import type { Fields } from "@/lib/info/parse";

export type Databases = readonly Readonly<NonNullable<Backup["databases"]>[number]>[];

/** The databases that hold a key, by INFO keyspace. */
export const keyspaceOf = (info: Fields): Databases =>
  [...info].flatMap(([name, value]) => {
    const db = /^db(\d{1,6})$/.exec(name);
    const counts = /^keys=(\d{1,15}),expires=(\d{1,15})/.exec(value);
    return db === null || counts === null
      ? []
      : [{ index: Number(db[1]), keys: Number(counts[1]), expires: Number(counts[2]) }];
  });

export interface Counted {
  /** What the walk counted. */
  readonly walked: Databases;
  /** What the server holds. */
  readonly loaded: Databases;
  /** Keys that the server passed over since their time had come, while it loaded and since; null: it does not count them. */
  readonly expired: number | null;
}

/** How the keys that were loaded compare with those that were walked. */
export interface KeyVerdict {
  readonly ok: boolean;
  readonly keys: number;
  /** Keys of the file that have expired since it was written. */
  readonly gone: number;
  readonly text: string;
}

/**
 * Database by database: a key may be missing only if it could expire, and as many may be missing as the server says that it
 * passed over. A server on its own drops what has expired (rdb.c, rdbLoadRioWithLoadingCtx).
 */
export function compareKeys({ walked, loaded, expired }: Counted): KeyVerdict {
  const heldIn = new Map(loaded.map(({ index, keys }) => [index, keys]));
  const keys = loaded.reduce((sum, one) => sum + one.keys, 0);
  const missing = walked.map(({ index, keys: of, expires }) => ({
    index,
    of,
    held: heldIn.get(index) ?? 0,
    mayMiss: expires,
  }));
  const wrong = missing.filter(({ of, held, mayMiss }) => held > of || of - held > mayMiss);
  const strange = loaded.filter(({ index }) => !walked.some((one) => one.index === index));
  const gone = missing.reduce((sum, { of, held }) => sum + of - held, 0);
  if (wrong.length > 0 || strange.length > 0) {
    const said = [
      ...wrong.map(
        ({ index, of, held }) => `db${index} holds ${formatCount(held)} of ${formatCount(of)} keys`,
      ),
      ...strange.map(
        (one) => `db${one.index} holds ${formatCount(one.keys)} keys, and the file has none of it`,
      ),
    ];
    return { ok: false, keys, gone, text: `Other keys than were backed up: ${said.join(", ")}.` };
  }
  if (expired !== null && expired !== gone)
    return {
      ok: false,
      keys,
      gone,
      text: `${formatCount(gone)} keys are missing, and the server says that ${formatCount(expired)} had expired.`,
    };
  const others = gone === 0 ? "" : `, besides ${formatCount(gone)} that have expired`;
  const where = walked.length > 1 ? `in ${walked.length} databases` : "";
  return {
    ok: true,
    keys,
    gone,
    text: [`${formatCount(keys)} keys`, where, `as many as were backed up${others}.`]
      .filter((part) => part !== "")
      .join(" ")
      .replace(" as many", ", as many"),
  };
}
