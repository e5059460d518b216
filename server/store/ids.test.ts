import { expect, test } from "vitest";
import { timeOrderedId } from "./ids";

test("an id is a UUID, also where the clock counts parts of milliseconds", () => {
  expect(timeOrderedId(1_800_000_000_000.625)).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test("ids sort by when they were made, within one millisecond too", () => {
  const made = [0.1, 0.2, 0.9, 1, 1.5, 7].map((ms) => timeOrderedId(1_900_000_000_000 + ms));
  expect(made).toEqual([...made].sort());
  expect(new Set(made).size).toBe(made.length);
});
