import { Finding } from "@/lib/contract";
import type { Store } from "@/server/ports";
import { readBody } from "./body";
import type { StoreHealth } from "./failure";
import { type Db, inWriteTransaction } from "./sqlite";

/** The findings that are open now, so that a restart does not begin their `since` anew. */
export const createFindings = (db: Db, health: StoreHealth): Store["findings"] => ({
  replace: (group, open) =>
    health.guardWrite(() =>
      inWriteTransaction(db, async (tx) => {
        await tx.deleteFrom("findings").where("group_id", "=", group).execute();
        if (open.length === 0) return;
        const rows = open.map((finding) => ({
          id: finding.id,
          group_id: group,
          body: JSON.stringify(finding),
        }));
        await tx.insertInto("findings").values(rows).execute();
      }),
    ),

  list: () =>
    health.guard(async () => {
      const rows = await db.selectFrom("findings").select(["id", "body"]).execute();
      return rows.map((row) => readBody(Finding, "findings", row));
    }),
});
