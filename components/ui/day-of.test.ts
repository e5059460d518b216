import { expect, it } from "vitest";
import { dayOf } from "./time";

it("a day is named by how far it is from now, across a month's and a year's end too", () => {
  const now = new Date(2027, 0, 1, 0, 30).getTime();
  const named = (...at: [number, number, number, number]) => dayOf(new Date(...at).getTime(), now);
  expect(named(2027, 0, 1, 0)).toBe("Today");
  expect(named(2026, 11, 31, 23)).toBe("Yesterday");
  expect(named(2026, 11, 30, 23)).toBe("Wednesday 30 December");
});
