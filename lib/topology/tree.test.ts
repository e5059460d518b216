import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRings } from "./rings";
import { ancestorsOf, descendantsOf, wouldLoop } from "./tree";

const group = (links: Record<string, string | null>) => ({
  instances: Object.entries(links).map(([id, upstream]) => ({ id, upstream })),
});
const chain = group({ p: null, a: "p", b: "p", c: "a", d: "c" });

describe("the tree", () => {
  it("names those above, nearest first, and those below", () => {
    expect(ancestorsOf(chain, "d")).toEqual(["c", "a", "p"]);
    expect(descendantsOf(chain, "a")).toEqual(["c", "d"]);
    expect(descendantsOf(chain, "p")).toEqual(["a", "b", "c", "d"]);
  });

  it("walks a ring once", () => {
    const ring = group({ x: "y", y: "x", z: "x" });
    expect(ancestorsOf(ring, "z")).toEqual(["x", "y"]);
    expect(descendantsOf(ring, "x").toSorted()).toEqual(["y", "z"]);
  });

  it("sees a loop in following oneself or a descendant, and none in following a sibling or the primary", () => {
    expect(wouldLoop(chain, "a", "a")).toBe(true);
    expect(wouldLoop(chain, "a", "d")).toBe(true);
    expect(wouldLoop(chain, "a", "b")).toBe(false);
    expect(wouldLoop(chain, "d", "p")).toBe(false);
  });

  it("foretells exactly the re-points that close a ring", () => {
    const trees = fc
      .array(fc.nat(), { minLength: 2, maxLength: 10 })
      .map((picks) => picks.map((pick, i) => ({ id: `i${i}`, upstream: i === 0 ? null : `i${pick % i}` })));
    fc.assert(
      fc.property(trees, fc.nat(), fc.nat(), (instances, a, b) => {
        const replica = instances[a % instances.length]?.id ?? "";
        const upstream = instances[b % instances.length]?.id ?? "";
        const after = new Map(instances.map((one) => [one.id, one.id === replica ? upstream : one.upstream]));
        expect(wouldLoop({ instances }, replica, upstream)).toBe(findRings(after).length > 0);
        expect(descendantsOf({ instances }, replica).includes(upstream)).toBe(
          ancestorsOf({ instances }, upstream).includes(replica),
        );
      }),
    );
  });
});
