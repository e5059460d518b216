import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Fields = Record<string, unknown>;

/** What rows from before do not know, which is nothing or null. Whatever a row has already stays. */
const steps = (body: Fields): Fields[] => listOf(body.steps).map((step) => ({ sentinel: null, ...step }));

const fillPlan = (body: Fields): Fields => ({
  readings: [],
  ...body,
  steps: steps(body),
  effects: listOf(body.effects).map((effect) => ({ copyBytes: null, ...effect })),
  dataLoss: { seconds: null, ...(isFields(body.dataLoss) ? body.dataLoss : {}) },
});

const fillRun = (body: Fields): Fields => ({ counted: null, loss: null, ...body, steps: steps(body) });

/** Plans carry the readings they are bound to and sizes of copies; runs what was counted and lost; steps their Sentinel. */
export const planAndRunFacts: Migration = {
  async up(db: Kysely<unknown>) {
    await fill(db, "plans", fillPlan);
    await fill(db, "runs", fillRun);
  },
};

/** In pages, by id. A row that is no JSON is left as it is. */
async function fill(
  db: Kysely<unknown>,
  table: "plans" | "runs",
  filled: (body: Fields) => Fields,
): Promise<void> {
  for (let after = ""; ; ) {
    const { rows } = await sql<{ id: string; body: string }>`
      select id, body from ${sql.table(table)} where id > ${after} and json_valid(body) order by id limit 200`.execute(
      db,
    );
    for (const { id, body } of rows) {
      const read: unknown = JSON.parse(body);
      if (!isFields(read)) continue;
      await sql`update ${sql.table(table)} set body = ${JSON.stringify(filled(read))} where id = ${id}`.execute(
        db,
      );
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
