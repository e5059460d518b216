import { describe, expect, it } from "vitest";
import { toOffset } from "@/lib/units";
import { comparable } from "./lineage";

const promoted = {
  replid: "new",
  previousReplid: "old",
  previousReplidUntil: toOffset(101),
  offset: toOffset(150),
};

describe("comparable", () => {
  it("calls equal ids one history, whatever the offsets", () => {
    expect(comparable(promoted, { replid: "new", offset: toOffset(9999) })).toBe("same");
  });

  it("calls a former sibling a prefix up to the last byte before the switch", () => {
    expect(comparable(promoted, { replid: "old", offset: toOffset(100) })).toBe("prefix");
  });

  it("calls a demoted primary that wrote past the switch ahead", () => {
    expect(comparable(promoted, { replid: "old", offset: toOffset(101) })).toBe("ahead");
  });

  it("calls everything else diverged", () => {
    expect(comparable(promoted, { replid: "other", offset: toOffset(1) })).toBe("diverged");
    const first = { ...promoted, previousReplid: null, previousReplidUntil: null };
    expect(comparable(first, { replid: "old", offset: toOffset(1) })).toBe("diverged");
  });
});
