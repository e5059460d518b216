import { describe, expect, it } from "vitest";
import type { Lineage } from "@/lib/contract";
import { drawingsOf } from "./rows";

type Branch = Lineage["branches"][number];
const branch = (replid: string, given: Partial<Branch> & { at?: string[] } = {}): Branch => ({
  replid,
  parent: null,
  from: null,
  ofPrimary: false,
  members: (given.at ?? []).map((instance) => ({
    instance,
    offset: 1,
    ownBytes: 0,
    resync: null,
    copyBytes: null,
  })),
  ...given,
});
const drawn = (...branches: Branch[]): string[][] =>
  drawingsOf({ primary: "p", branches }).map(({ rows, columns }) => [
    `${columns} columns`,
    ...rows.map(
      ({ branch: { replid }, fromColumn, toColumn, ownFromColumn, parentRow }) =>
        `${replid}: ${fromColumn} to ${toColumn}${parentRow === null ? "" : `, off row ${parentRow}`}${ownFromColumn === null ? "" : `, own from ${ownFromColumn}`}`,
    ),
  ]);

describe("drawingsOf", () => {
  it("draws one line for one history", () => {
    expect(drawn(branch("a", { ofPrimary: true, at: ["p"] }))).toEqual([["2 columns", "a: 0 to 1"]]);
  });

  it("ends a history on which nobody stands where the last one branched off", () => {
    expect(drawn(branch("a"), branch("b", { parent: "a", from: 100, ofPrimary: true, at: ["p"] }))).toEqual([
      ["3 columns", "a: 0 to 1", "b: 1 to 2, off row 0"],
    ]);
  });

  it("marks what an old primary took alone after the fork", () => {
    expect(
      drawn(
        branch("a", { at: ["old"] }),
        branch("b", { parent: "a", from: 100, ofPrimary: true, at: ["p"] }),
      ),
    ).toEqual([["3 columns", "a: 0 to 2, own from 1", "b: 1 to 2, off row 0"]]);
  });

  it("marks the whole of a branch beside the primary's, and puts forks in the order of their offsets", () => {
    expect(
      drawn(
        branch("a"),
        branch("b", { parent: "a", from: 100, at: ["x"] }),
        branch("c", { parent: "a", from: 150, ofPrimary: true, at: ["p"] }),
      ),
    ).toEqual([["4 columns", "a: 0 to 2", "b: 1 to 3, off row 0, own from 1", "c: 2 to 3, off row 0"]]);
  });

  it("draws what has nothing in common apart, and marks nothing where no primary is", () => {
    expect(drawn(branch("a", { ofPrimary: true, at: ["p"] }), branch("z", { at: ["x"] }))).toEqual([
      ["2 columns", "a: 0 to 1"],
      ["2 columns", "z: 0 to 1"],
    ]);
  });
});
