import { expect, it } from "vitest";
import { bars } from "./bars";

it("draws one bad replica of hundreds at 3 px and keeps the whole bar's width", () => {
  const drawn = bars([...Array.from({ length: 500 }, () => "online" as const), "link-down"]);
  expect(drawn.map(({ state }) => state)).toEqual(["online", "link-down"]);
  expect(drawn[1]?.width).toBe(3);
  expect(drawn.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(106);
});

it("draws equal halves as equal halves", () => {
  expect(bars(["online", "lagging"]).map(({ width }) => width)).toEqual([53, 53]);
});
