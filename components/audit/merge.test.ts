import { describe, expect, it } from "vitest";
import { anEntry } from "./audit.fixture";
import { below, onTop, type Pages } from "./merge";

const pages = (numbers: number[], next: string | null = null): Pages => ({
  entries: numbers.map((n) => anEntry(n)),
  next,
});
const shown = ({ entries, next }: Pages) => [entries.map(({ n }) => n), next];

describe("a first page read anew", () => {
  it("adds what is new, and keeps the older pages", () => {
    expect(shown(onTop(pages([9, 8, 7, 6], "6"), pages([7, 6, 5, 4, 3], "3")))).toEqual([
      [9, 8, 7, 6, 5, 4, 3],
      "3",
    ]);
  });

  it("stands alone where there may be a hole below it", () => {
    expect(shown(onTop(pages([9, 8], "8"), pages([5, 4], "4")))).toEqual([[9, 8], "8"]);
    expect(shown(onTop(pages([2, 1]), null))).toEqual([[2, 1], null]);
    expect(shown(onTop(pages([2, 1]), pages([])))).toEqual([[2, 1], null]);
  });
});

it("an older page goes below", () => {
  expect(shown(below(pages([5, 4], "4"), pages([3, 2], null)))).toEqual([[5, 4, 3, 2], null]);
});
