import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Instance } from "@/lib/contract";
import { deriveGroup } from "./derive";
import { deriveInput, membersOf, primaryView, reached } from "./members.fixture";
import { patchesOf, same } from "./patch";

const [instance] = deriveGroup(deriveInput(membersOf(reached("a:1", 0, primaryView(10))), 0)).group.instances;
if (instance === undefined) throw new Error("no instance");
const made = (over: Partial<Instance>): Instance => ({ ...structuredClone(instance), ...over });

describe("patchesOf", () => {
  it("has no row for an instance that did not change", () => {
    expect(patchesOf([instance], [made({})])).toEqual([]);
  });

  it("sends a changed part whole, and a value that became unknown as null", () => {
    const backlog = { active: true, sizeBytes: 5, firstOffset: null, historyBytes: 0 };
    expect(patchesOf([instance], [made({ backlog, offset: null })])).toEqual([
      { id: "a:1", backlog, offset: null },
    ]);
  });

  it("sends a new instance whole", () => {
    const fresh = made({ id: "b:1" });
    expect(patchesOf([instance], [instance, fresh])).toEqual([fresh]);
  });
});

describe("same", () => {
  it("agrees with the equality of JSON texts", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        expect(same(a, structuredClone(a))).toBe(true);
        expect(same(a, b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)));
      }),
    );
  });
});

/** With keys in order, so that equal values have equal texts. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { entries: entries.map(([key, inner]) => [key, sorted(inner)]) };
}
