import { expect, test } from "vitest";
import { elementOf, elementsIn, holdingOf, holds } from "./elements";

test("what a list held is known to the element, in any order", () => {
  const holding = holdingOf(["0:1", "1:7", "0:2", "0:4", "1:8", "0:3"]);
  expect(holding).toEqual({
    runs: {
      0: [
        [1, 2],
        [4, 4],
        [3, 3],
      ],
      1: [[7, 8]],
    },
    repeated: [],
  });
  expect([1, 2, 3, 4, 5].filter((n) => holds(holding, 0, n))).toEqual([1, 2, 3, 4]);
  expect(holds(holding, 2, 1)).toBe(false);
  expect([...elementsIn(holding)].map(({ writer, n }) => elementOf(writer, n)).sort()).toEqual(
    ["0:1", "0:2", "0:3", "0:4", "1:7", "1:8"].sort(),
  );
});

test("an element that stands twice is told, next to its like or far from it", () => {
  expect(holdingOf(["0:1", "0:1", "0:2"]).repeated).toEqual(["0:1"]);
  expect(holdingOf(["0:1", "0:2", "0:3", "0:2"]).repeated).toEqual(["0:2"]);
});

test("an element that is not of the workload is refused", () => {
  expect(() => holdingOf(["0:1", "other"])).toThrow('"other" is no element of the workload');
});
