import { existsSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { noPrevious } from "@/lib/audit/canonical";
import { hashOf, toAuditRow } from "./audit-chain";
import { busyTimeoutMs } from "./damage";
import { toStoreFailure } from "./failure";
import type { Database as Tables } from "./schema";

/** What a walk along the chain finds. */
export type AuditVerdict =
  | { readonly state: "none" }
  | { readonly state: "whole"; readonly rows: number; readonly head: string }
  /** `n` is the first row that does not fit. */
  | { readonly state: "broken"; readonly n: number; readonly why: string };

/**
 * Walks the audit of the store in `dataDir` from its first row to its head, without changing a byte of it, also while
 * Tidemark runs.
 * @throws ProblemError `store-failing` when the file cannot be read.
 */
export function checkAudit(dataDir: string): AuditVerdict {
  const file = join(dataDir, "tidemark.db");
  if (!existsSync(file)) return { state: "none" };
  let database: Database.Database | null = null;
  try {
    database = new Database(file, { readonly: true, timeout: busyTimeoutMs });
    const one = database;
    // One read transaction: rows that come meanwhile are not seen, and the head is that of the rows seen.
    return one.transaction(() => walk(one))();
  } catch (error) {
    throw toStoreFailure(error);
  } finally {
    database?.close();
  }
}

function walk(database: Database.Database): AuditVerdict {
  const exists = database.prepare("select 1 from sqlite_schema where type = 'table' and name = 'audit'");
  if (exists.get() === undefined) return { state: "none" };
  const rows = database.prepare<[], Tables["audit"]>("select * from audit order by n").iterate();
  let previous = noPrevious;
  let n = 0;
  for (const stored of rows) {
    const why = misfit(stored, n + 1, previous);
    if (why !== null) return { state: "broken", n: Math.min(stored.n, n + 1), why };
    n = stored.n;
    previous = stored.hash;
  }
  const head = database.prepare<[], Tables["audit_head"]>("select * from audit_head").get();
  if (head === undefined && n === 0) return { state: "whole", rows: 0, head: noPrevious };
  if (head === undefined)
    return { state: "broken", n, why: "The head is gone, which says how many rows there are." };
  if (head.rows > n)
    return {
      state: "broken",
      n: n + 1,
      why: `The head says ${head.rows} rows: the last ${head.rows - n} are gone.`,
    };
  if (head.rows < n)
    return {
      state: "broken",
      n: head.rows + 1,
      why: `The head says ${head.rows} rows: ${n - head.rows} were added past it.`,
    };
  if (head.hash !== previous)
    return { state: "broken", n, why: "Its hash is not the one that the head has." };
  return { state: "whole", rows: n, head: previous };
}

/** Why a row cannot be the one at `place`, after the hash `previous`; null: it is. */
function misfit(stored: Tables["audit"], place: number, previous: string): string | null {
  const row = toAuditRow(stored);
  if (row.n > place) return `It is gone: after row ${place - 1} comes row ${row.n}.`;
  if (row.n < place) return `It stands before the first row.`;
  if (row.previous !== previous) return "It does not follow the row before it: one of the two was changed.";
  if (hashOf(row) !== row.hash) return "It was changed: its hash does not fit what it says.";
  // The column that is asked by is not hashed, so it must say what the hashed one does.
  if (Date.parse(row.at) !== stored.at_ms) return "It was changed: its time stands there twice and differs.";
  return null;
}
