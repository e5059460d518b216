import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRings, findRoots } from "./rings";

const parents = (links: Record<string, string | null>) => new Map(Object.entries(links));

/** Any links among up to 12 instances, rings and self-links among them. */
const anyLinks = fc
  .integer({ min: 1, max: 12 })
  .chain((n) =>
    fc
      .array(fc.option(fc.integer({ min: 0, max: n - 1 })), { minLength: n, maxLength: n })
      .map((ups) => new Map(ups.map((up, i) => [`i${i}`, up === null ? null : `i${up}`]))),
  );

/** Where a walk upwards comes after more steps than there are instances: in a ring, or nowhere. */
function farUp(links: ReadonlyMap<string, string | null>, from: string): string | null {
  let at: string | null = from;
  for (let step = 0; step <= links.size && at !== null; step += 1) at = links.get(at) ?? null;
  return at;
}

describe("findRings", () => {
  it("finds two that follow each other, and one that follows itself", () => {
    expect(findRings(parents({ a: "b", b: "a", c: "a" }))).toEqual([["a", "b"]]);
    expect(findRings(parents({ a: "a" }))).toEqual([["a"]]);
  });

  it("finds none in a chain or in separate trees", () => {
    expect(findRings(parents({ a: null, b: "a", c: "b", d: null }))).toEqual([]);
  });

  it("holds each instance that a walk upwards never leaves exactly once, and no other", () => {
    fc.assert(
      fc.property(anyLinks, (links) => {
        const inRings = findRings(links).flat();
        const endless = new Set([...links.keys()].flatMap((id) => farUp(links, id) ?? []));
        const expected = new Set<string>();
        for (const start of endless) {
          for (let at: string | null = start; at !== null && !expected.has(at); at = links.get(at) ?? null)
            expected.add(at);
        }
        expect(inRings.toSorted()).toEqual([...expected].sort());
      }),
    );
  });
});

describe("findRoots", () => {
  it("gives the top of each chain, and none in or below a ring", () => {
    const roots = findRoots(parents({ p: null, a: "p", b: "a", x: "y", y: "x", below: "x" }));
    expect(Object.fromEntries(roots)).toEqual({ p: "p", a: "p", b: "p", x: null, y: null, below: null });
  });

  it("agrees with a plain walk upwards on any links", () => {
    fc.assert(
      fc.property(anyLinks, (links) => {
        const roots = findRoots(links);
        for (const id of links.keys()) {
          let top: string | null = id;
          for (
            let step = 0;
            step <= links.size && top !== null && (links.get(top) ?? null) !== null;
            step += 1
          )
            top = links.get(top) ?? null;
          const endless = top === null || (links.get(top) ?? null) !== null;
          expect(roots.get(id)).toBe(endless ? null : top);
        }
      }),
    );
  });
});
