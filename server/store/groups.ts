import { AddGroup } from "@/lib/contract";
import { ProblemError } from "@/server/errors";
import type { Store } from "@/server/ports";
import { readBody } from "./body";
import type { StoreHealth } from "./failure";
import type { Seal } from "./seal";
import { type Db, isUniqueViolation } from "./sqlite";

/** Groups added through the API. A seed may carry a password, so each group is sealed whole. */
export const createGroups = (
  db: Db,
  health: StoreHealth,
  seal: Seal,
  now: () => number,
): Store["groups"] => ({
  list: () =>
    health.guard(async () => {
      const rows = await db.selectFrom("groups").selectAll().orderBy("added_ms").orderBy("name").execute();
      return rows.map(({ name, sealed }) =>
        readBody(AddGroup, "groups", { id: name, body: seal.open(name, sealed) }),
      );
    }),

  add: (group) =>
    health.guardWrite(async () => {
      const sealed = seal.seal(group.name, JSON.stringify(group));
      try {
        await db.insertInto("groups").values({ name: group.name, added_ms: now(), sealed }).execute();
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        throw new ProblemError(
          409,
          "group-exists",
          "There is such a group",
          `A group named ${group.name} is watched already. Choose another name.`,
        );
      }
    }),

  remove: (name) =>
    health.guardWrite(async () => {
      await db.deleteFrom("groups").where("name", "=", name).execute();
    }),
});
