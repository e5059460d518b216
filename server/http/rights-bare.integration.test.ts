import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { overheardAgain } from "@/server/testing/overhear";
import { type House, openHouse } from "./rights.fixture";
import { cellsOf } from "./rights-cases.fixture";

// All that stands before the handlers is taken away: Origin, content type, size and the headers of every answer.
vi.mock("./guards", () => {
  const nothing = (_: unknown, next: () => Promise<void>) => next();
  return { securityHeaders: nothing, changeGuard: () => nothing, sizeGuard: nothing };
});

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());

test("R3: with all middleware gone every refusal stands as it did, and no server hears of it", async () => {
  expect((await house.tidemark.get("/api/health")).headers["cache-control"]).toBeUndefined();
  const refused = cellsOf(house).filter(({ isLetIn }) => !isLetIn);
  await house.addPassing();
  const heard = await overheardAgain(house.servers, async () => {
    for (const cell of refused)
      expect([cell.route, cell.actor.name, await cell.ask()]).toEqual([
        cell.route,
        cell.actor.name,
        cell.declared,
      ]);
  });
  expect(heard).toEqual([]);
});
