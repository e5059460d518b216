import { AuditEntry } from "@/lib/contract";
import type { Store } from "@/server/ports";
import { appendAudit, toAuditRow } from "./audit-chain";
import { type StoreHealth, unreadableRow } from "./failure";
import type { Database } from "./schema";
import { type Db, inWriteTransaction } from "./sqlite";

/** What was done and by whom. Rows are only ever added. */
export const createAudit = (db: Db, health: StoreHealth, now: () => number): Store["audit"] => ({
  append: (entries) =>
    health.guardWrite(() => inWriteTransaction(db, (tx) => appendAudit(tx, entries, now()))),

  list: (query) =>
    health.guard(async () => {
      let select = db.selectFrom("audit").selectAll();
      if (query.group !== undefined) select = select.where("group_id", "=", query.group);
      if (query.kind !== undefined) select = select.where("kind", "=", query.kind);
      if (query.actor !== undefined) select = select.where("actor", "=", query.actor);
      if (query.fromMs !== undefined) select = select.where("at_ms", ">=", query.fromMs);
      if (query.toMs !== undefined) select = select.where("at_ms", "<", query.toMs);
      if (query.below !== undefined) select = select.where("n", "<", query.below);
      const rows = await select.orderBy("n", "desc").limit(query.limit).execute();
      return rows.map(toEntry);
    }),
});

/** The row as the API gives it; one that somebody has changed may be none any more. */
function toEntry(row: Database["audit"]): AuditEntry {
  let detail: unknown;
  try {
    detail = JSON.parse(row.detail);
  } catch {
    throw unreadableRow("audit", String(row.n));
  }
  const read = AuditEntry.safeParse({ ...toAuditRow(row), detail });
  if (!read.success) throw unreadableRow("audit", String(row.n));
  return read.data;
}
