import { createHash } from "node:crypto";
import { type AuditRow, canonicalRow, noPrevious } from "@/lib/audit/canonical";
import type { AuditDraft } from "@/lib/contract";
import type { Database } from "./schema";
import type { Db } from "./sqlite";

export const hashOf = (row: AuditRow): string => createHash("sha256").update(canonicalRow(row)).digest("hex");

/**
 * Adds rows to the chain. Only inside a write transaction: the head must not move between its reading and its writing.
 */
export async function appendAudit(tx: Db, entries: readonly AuditDraft[], nowMs: number): Promise<void> {
  if (entries.length === 0) return;
  const head = await tx.selectFrom("audit_head").selectAll().executeTakeFirst();
  let n = head?.rows ?? 0;
  let previous = head?.hash ?? noPrevious;
  const at = new Date(nowMs).toISOString();
  const rows = entries.map((entry) => {
    n += 1;
    const { actor, kind, group, instance, run } = entry;
    const row = { n, at, actor, kind, group, instance, run, detail: JSON.stringify(entry.detail), previous };
    const hash = hashOf(row);
    previous = hash;
    const { group: group_id, run: run_id, ...rest } = row;
    return { ...rest, at_ms: nowMs, group_id, run_id, hash };
  });
  await tx.insertInto("audit").values(rows).execute();
  await tx
    .insertInto("audit_head")
    .values({ id: 1, rows: n, hash: previous })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ rows: n, hash: previous }))
    .execute();
}

/** A stored row by the names that its hash covers. */
export const toAuditRow = (row: Database["audit"]): AuditRow & { readonly hash: string } => ({
  n: row.n,
  at: row.at,
  actor: row.actor,
  kind: row.kind,
  group: row.group_id,
  instance: row.instance,
  run: row.run_id,
  detail: row.detail,
  previous: row.previous,
  hash: row.hash,
});
