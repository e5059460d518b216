import { expect, test } from "vitest";
import { Circle } from "./circle";

test("each of those that suit is next as often as the others, also while the list changes", () => {
  const circle = new Circle();
  const chosen = Array.from({ length: 6 }, () => circle.next(["a", "b", "c"], (one) => one !== "c"));
  expect(chosen.filter((one) => one === "a").length).toBeGreaterThan(1);
  expect(chosen.filter((one) => one === "b").length).toBeGreaterThan(1);
  expect(circle.next(["d"], () => true)).toBe("d");
  expect(circle.next([], () => true)).toBeNull();
  expect(circle.next(["a"], () => false)).toBeNull();
});

test("all of them begin with another one each time", () => {
  const circle = new Circle();
  const firsts = Array.from({ length: 3 }, () => circle.from(["a", "b", "c"])[0]);
  expect(firsts.sort()).toEqual(["a", "b", "c"]);
  expect(circle.from([])).toEqual([]);
});
