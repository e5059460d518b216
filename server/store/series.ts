import type { Db } from "./sqlite";

/** The small numbers that stand for an instance of a group in every row of its history. */
export class SeriesIds {
  readonly #ids = new Map<string, number>();

  constructor(private readonly db: Db) {}

  /** The number of (group, instance), made where there is none. Call inside a write transaction. */
  async idOf(tx: Db, group: string, instance: string): Promise<number> {
    const key = `${group}\n${instance}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const found = await tx
      .selectFrom("series")
      .select("id")
      .where("group_id", "=", group)
      .where("instance", "=", instance)
      .executeTakeFirst();
    if (found !== undefined) {
      this.#ids.set(key, found.id);
      return found.id;
    }
    const { highest } = await tx
      .selectFrom("series")
      .select((eb) => eb.fn.max("id").as("highest"))
      .executeTakeFirstOrThrow();
    const id = (highest ?? 0) + 1;
    await tx.insertInto("series").values({ id, group_id: group, instance }).execute();
    this.#ids.set(key, id);
    return id;
  }

  /** A transaction that made numbers was rolled back, or rows went away: ask the table again. */
  forget(): void {
    this.#ids.clear();
  }

  list(group?: string): Promise<{ id: number; group_id: string; instance: string }[]> {
    const select = this.db.selectFrom("series").selectAll().orderBy("id");
    return (group === undefined ? select : select.where("group_id", "=", group)).execute();
  }
}
