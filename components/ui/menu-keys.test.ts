import { expect, it } from "vitest";
import { entryFor } from "./menu-keys";

const labels = ["Promote…", "Re-point…", "Detach…", "Re-attach…"];

it("goes to the next entry and the one before, round the ends", () => {
  expect(entryFor("ArrowDown", -1, labels)).toBe(0);
  expect(entryFor("ArrowDown", 0, labels)).toBe(1);
  expect(entryFor("ArrowDown", 3, labels)).toBe(0);
  expect(entryFor("ArrowUp", -1, labels)).toBe(3);
  expect(entryFor("ArrowUp", 0, labels)).toBe(3);
  expect(entryFor("ArrowUp", 2, labels)).toBe(1);
});

it("goes to the first and the last entry", () => {
  expect(entryFor("Home", 2, labels)).toBe(0);
  expect(entryFor("End", 0, labels)).toBe(3);
});

it("goes to the next entry that begins with a letter", () => {
  expect(entryFor("r", -1, labels)).toBe(1);
  expect(entryFor("R", 1, labels)).toBe(3);
  expect(entryFor("r", 3, labels)).toBe(1);
  expect(entryFor("d", 2, labels)).toBe(2);
});

it("goes nowhere with any other key, or without entries", () => {
  for (const key of ["x", " ", "Enter", "Tab", "F1"]) expect(entryFor(key, 0, labels)).toBeNull();
  expect(entryFor("ArrowDown", -1, [])).toBeNull();
});
