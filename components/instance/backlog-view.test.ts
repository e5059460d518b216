import { describe, expect, it } from "vitest";
import { primary, replica } from "../fleet/fleet.fixture";
import { backlogView } from "./backlog-view";

const holder = primary("p", {
  offset: 1000,
  backlog: { active: true, sizeBytes: 500, firstOffset: 500, historyBytes: 501 },
});

describe("a backlog to scale", () => {
  it("puts a follower where its offset is", () => {
    expect(backlogView(holder, [replica("a", { offset: 750 })])?.marks).toEqual([
      { id: "a", name: "a", offset: 750, share: 0.5, pastSince: null, copyBytes: null },
    ]);
  });

  it("counts the byte that is needed next: the last one before the backlog is still enough", () => {
    const share = (offset: number) => backlogView(holder, [replica("a", { offset })])?.marks[0]?.share;
    expect(share(499)).not.toBeNull();
    expect(share(498)).toBeNull();
  });

  it("does not compare offsets of another history", () => {
    const view = backlogView(holder, [replica("a", { replid: "b".repeat(40) })]);
    expect(view).toMatchObject({ marks: [], strangers: ["a"] });
  });

  it("knows a follower still on the previous history, up to where that ended", () => {
    const promoted = { ...holder, previousReplid: "b".repeat(40), previousReplidUntil: 800 };
    const old = (offset: number) => replica("a", { replid: "b".repeat(40), offset });
    expect(backlogView(promoted, [old(750)])?.marks).toHaveLength(1);
    expect(backlogView(promoted, [old(900)])?.strangers).toEqual(["a"]);
  });

  it("is not drawn while there is none", () => {
    const off = primary("p", {
      backlog: { active: false, sizeBytes: 500, firstOffset: null, historyBytes: 0 },
    });
    expect(backlogView(off, [])).toBeNull();
  });
});
