import { Run } from "@/lib/contract";
import { drillBusy, groupBusy, ProblemError } from "@/server/errors";
import type { Store } from "@/server/ports";
import { appendAudit } from "./audit-chain";
import { readBody } from "./body";
import type { StoreHealth } from "./failure";
import type { Leases } from "./leases";
import { type Db, inWriteTransaction } from "./sqlite";
import { fieldIn } from "./where";

/** The journal of actions. Each write is on the disk before it resolves. */
export const createRuns = (
  db: Db,
  health: StoreHealth,
  leases: Leases,
  now: () => number,
): Store["runs"] => ({
  insert: async (run, key, entries = []) => {
    const lease = await health.guardWrite(() =>
      inWriteTransaction(db, async (tx) => {
        if (key !== null) {
          const twin = await tx.selectFrom("runs").select("id").where("key", "=", key).executeTakeFirst();
          if (twin !== undefined) throw keyUsed(twin.id);
        }
        const busy = await tx
          .selectFrom("runs")
          .select("id")
          .where((eb) =>
            run.action === "drill"
              ? eb("action", "=", "drill")
              : eb.and([eb("group_id", "=", run.group), eb("action", "!=", "drill")]),
          )
          .where("state", "=", "running")
          .executeTakeFirst();
        if (busy !== undefined && run.state === "running")
          throw run.action === "drill" ? drillBusy(busy.id) : groupBusy(run.group, busy.id);
        await tx
          .insertInto("runs")
          .values({ ...columns(run), key })
          .execute();
        const taken = await leases.take(tx, run);
        await appendAudit(tx, entries, now());
        return taken;
      }),
    );
    leases.keep(lease);
    return lease;
  },

  save: async (run, lease, entries = []) => {
    const after = await health.guardWrite(() =>
      inWriteTransaction(db, async (tx) => {
        const done = await leases.renew(tx, lease, run.state !== "running");
        await tx.updateTable("runs").set(columns(run)).where("id", "=", run.id).execute();
        await appendAudit(tx, entries, now());
        return done;
      }),
    );
    after();
  },

  get: (id) => health.guard(() => readOne(db, "id", id)),

  byKey: (key) => health.guard(() => readOne(db, "key", key)),

  list: (query) =>
    health.guard(async () => {
      let select = db.selectFrom("runs").select(["id", "body"]);
      if (query.group !== undefined) select = select.where("group_id", "=", query.group);
      if (query.groups !== undefined) select = select.where("group_id", "in", query.groups);
      if (query.action !== undefined) select = select.where("action", "=", query.action);
      if (query.state !== undefined) select = select.where("state", "=", query.state);
      if (query.actor !== undefined) select = select.where(fieldIn("actor", [query.actor]));
      const { below } = query;
      if (below !== undefined)
        select = select.where((eb) =>
          eb.or([
            eb("started_ms", "<", below.startedMs),
            eb("started_ms", "=", below.startedMs).and("id", "<", below.id),
          ]),
        );
      const rows = await select
        .orderBy("started_ms", "desc")
        .orderBy("id", "desc")
        .limit(query.limit)
        .execute();
      return rows.map((row) => readBody(Run, "runs", row));
    }),

  unfinished: ({ drills = false } = {}) =>
    health.guard(async () => {
      const rows = await db
        .selectFrom("runs")
        .select(["id", "body"])
        .where("state", "=", "running")
        .where("action", drills ? "=" : "!=", "drill")
        .orderBy("started_ms")
        .execute();
      return rows.map((row) => readBody(Run, "runs", row));
    }),

  counts: () =>
    health.guard(async () => {
      const rows = await db
        .selectFrom("runs")
        .select((eb) => ["group_id", "action", "state", eb.fn.countAll<number>().as("count")])
        .groupBy(["group_id", "action", "state"])
        .execute();
      return rows.map(({ group_id, ...rest }) => ({ group: group_id, ...rest }));
    }),
});

async function readOne(db: Db, column: "id" | "key", value: string): Promise<Run | null> {
  const row = await db.selectFrom("runs").select(["id", "body"]).where(column, "=", value).executeTakeFirst();
  return row === undefined ? null : readBody(Run, "runs", row);
}

const columns = (run: Run) => ({
  id: run.id,
  group_id: run.group,
  plan_id: run.plan,
  action: run.action,
  state: run.state,
  started_ms: Date.parse(run.startedAt),
  body: JSON.stringify(run),
});

const keyUsed = (run: string): ProblemError =>
  new ProblemError(
    409,
    "key-used",
    "This Idempotency-Key was used before",
    `The key belongs to run ${run}. A new run needs a new key.`,
    { run },
  );
