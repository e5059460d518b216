import { expect, it } from "vitest";
import { primaryView } from "@/lib/group/members.fixture";
import { toOffset } from "@/lib/units";
import { ownBytes } from "./split";

const side = (replid: string, offset: number, previous: string | null = null, until = 0) =>
  primaryView(offset, [], {
    replid,
    previousReplid: previous,
    previousReplidUntil: previous === null ? null : toOffset(until),
  });

it.each([
  ["one promoted while the other went on", side("a", 1200), side("n", 1100, "a", 1001), [200, 100]],
  ["one promoted that has been given nothing", side("a", 1000), side("n", 1000, "a", 1001), [0, 0]],
  ["two promoted from a third", side("m", 1500, "a", 1001), side("n", 1100, "a", 901), [600, 200]],
  ["two that never met", side("a", 1200), side("n", 1100, "x", 1001), [null, null]],
  ["one that comes back from before the split", side("a", 500), side("n", 1100, "a", 1001), [null, 100]],
])("counts what each has of its own: %s", (_, a, b, own) => {
  expect([ownBytes(a, b), ownBytes(b, a)]).toEqual(own);
});
