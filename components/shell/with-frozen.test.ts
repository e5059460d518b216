import { describe, expect, it } from "vitest";
import { withFrozen } from "./with-frozen";

describe("the moment of a frozen view in the URL", () => {
  it("is added beside what stands there, which is left letter by letter", () => {
    expect(withFrozen("q=state:down&sel=a%3A1", 5)).toBe("?q=state:down&sel=a%3A1&frozen=5");
    expect(withFrozen("", 5)).toBe("?frozen=5");
  });

  it("replaces an older one and goes when the view is live", () => {
    expect(withFrozen("frozen=1&q=a", 5)).toBe("?q=a&frozen=5");
    expect(withFrozen("frozen=1", null)).toBe("");
    expect(withFrozen("frozenly=1&frozen", null)).toBe("?frozenly=1");
  });
});
