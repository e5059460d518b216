import { Event } from "@/lib/contract";
import type { Store } from "@/server/ports";
import { readBody } from "./body";
import type { StoreHealth } from "./failure";
import { timeOrderedId } from "./ids";
import type { Db } from "./sqlite";
import { fieldIn, wordsIn } from "./where";

/** What happened, newest first. */
export const createEvents = (db: Db, health: StoreHealth, now: () => number): Store["events"] => ({
  append: (drafts) =>
    health.guardWrite(async () => {
      if (drafts.length === 0) return [];
      const events = drafts.map((draft): Event => ({ ...draft, id: timeOrderedId(now()) }));
      const rows = events.map((event) => ({
        id: event.id,
        at_ms: Date.parse(event.at),
        type: event.type,
        group_id: event.group,
        body: JSON.stringify(event),
      }));
      await db.insertInto("events").values(rows).execute();
      return events;
    }),

  list: (query) =>
    health.guard(async () => {
      let select = db.selectFrom("events").select(["id", "body"]);
      if (query.group !== undefined) select = select.where("group_id", "=", query.group);
      if (query.groups !== undefined) select = select.where("group_id", "in", query.groups);
      if (query.types !== undefined) select = select.where("type", "in", query.types);
      if (query.severities !== undefined) select = select.where(fieldIn("severity", query.severities));
      if (query.run !== undefined) select = select.where(fieldIn("run", [query.run]));
      if (query.words !== undefined)
        select = select.where(wordsIn(["title", "detail", "instance"], query.words));
      if (query.fromMs !== undefined) select = select.where("at_ms", ">=", query.fromMs);
      if (query.toMs !== undefined) select = select.where("at_ms", "<", query.toMs);
      const { below } = query;
      if (below !== undefined)
        select = select.where((eb) =>
          eb.or([eb("at_ms", "<", below.atMs), eb("at_ms", "=", below.atMs).and("id", "<", below.id)]),
        );
      const rows = await select.orderBy("at_ms", "desc").orderBy("id", "desc").limit(query.limit).execute();
      return rows.map((row) => readBody(Event, "events", row));
    }),
});
