import { describe, expect, it } from "vitest";
import { stepKey } from "./keys";

const known = ["g f", "g b", "b", "?", "Space"];

describe("shortcuts", () => {
  it("fire on a single key", () => {
    expect(stepKey(known, null, "?", 0)).toEqual({ fires: "?", pending: null });
    expect(stepKey(known, null, " ", 0).fires).toBe("Space");
  });

  it("wait for the second key of a sequence, which then wins over a single one", () => {
    const first = stepKey(known, null, "g", 0);
    expect(first).toEqual({ fires: null, pending: { first: "g", atMs: 0 } });
    expect(stepKey(known, first.pending, "b", 100)).toEqual({ fires: "g b", pending: null });
  });

  it("forget a sequence after a while", () => {
    expect(stepKey(known, { first: "g", atMs: 0 }, "b", 2000).fires).toBe("b");
  });

  it("do nothing on a second key that fits no sequence", () => {
    expect(stepKey(known, { first: "g", atMs: 0 }, "?", 100)).toEqual({ fires: null, pending: null });
  });

  it("do nothing on other keys", () => {
    expect(stepKey(known, null, "x", 0)).toEqual({ fires: null, pending: null });
  });
});
