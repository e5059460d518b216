import { describe, expect, it } from "vitest";
import { toOffset } from "@/lib/units";
import { advanced, reconnected } from "./reconnected";
import { predictResync, type ResyncSide } from "./resync";

const side = (offset: number, over: Partial<ResyncSide> = {}, first = 501): ResyncSide => ({
  replid: "a",
  previousReplid: null,
  previousReplidUntil: null,
  offset: toOffset(offset),
  backlog: {
    active: true,
    sizeBytes: 500,
    firstOffset: toOffset(first),
    historyBytes: offset + 1 - first,
  },
  ...over,
});

describe("advanced", () => {
  it("grows the backlog up to its size, and then loses its oldest bytes", () => {
    expect(advanced(side(700), 900).backlog).toMatchObject({ firstOffset: 501, historyBytes: 400 });
    expect(advanced(side(700), 1200).backlog).toMatchObject({ firstOffset: 701, historyBytes: 500 });
    expect(advanced(side(700), 600)).toEqual(side(700));
  });
});

describe("reconnected", () => {
  it("has what it lacked, and keeps its backlog, where it continues", () => {
    const again = reconnected(side(700), side(1000));
    expect(again).toMatchObject({ replid: "a", offset: 1000, backlog: { firstOffset: 501 } });
    expect(predictResync(side(600), again).verdict).toBe("partial");
  });

  it("learns its upstream's id, with its own valid up to where it stood", () => {
    const promoted = side(1000, { replid: "b", previousReplid: "a", previousReplidUntil: toOffset(801) });
    const again = reconnected(side(700), promoted);
    expect(again).toMatchObject({ replid: "b", previousReplid: "a", previousReplidUntil: 701, offset: 1000 });
    expect(predictResync(side(700), again).verdict).toBe("partial");
    expect(predictResync(side(750), again).verdict).toBe("full");
  });

  it("begins a new backlog where it copies: its replicas copy too, but for one that stands where the copy does", () => {
    const again = reconnected(side(100, {}, 50), side(1000));
    expect(again).toMatchObject({ previousReplid: null, offset: 1000, backlog: { historyBytes: 0 } });
    expect(predictResync(side(100), again).verdict).toBe("full");
    expect(predictResync(side(1000), again).verdict).toBe("partial");
  });

  it("stays as it is where nobody can say what it gets", () => {
    const mute = side(1000, {
      backlog: { active: true, sizeBytes: 1, firstOffset: null, historyBytes: 0 },
    });
    expect(reconnected(side(700), mute)).toEqual(side(700));
  });
});
