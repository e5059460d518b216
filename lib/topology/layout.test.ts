import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CARD, type Layout, type LayoutNode, layoutTree, type Point } from "./layout";

const tree = (...pairs: [id: string, upstream: string | null][]): LayoutNode[] =>
  pairs.map(([id, upstream]) => ({ id, upstream, name: id }));

/** A forest of up to `size` nodes: each hangs on an earlier one or on nothing. */
const forest = (size: number) =>
  fc.array(fc.nat(), { minLength: 1, maxLength: size }).map((picks) =>
    picks.map((pick, i): LayoutNode => {
      const parent = i === 0 ? -1 : (pick % (i + 1)) - 1;
      return { id: `n${i}`, name: `n${i}`, upstream: parent < 0 ? null : `n${parent}` };
    }),
  );

const segments = (corners: readonly Point[]) =>
  corners.slice(1).map((to, i) => ({ from: corners[i] ?? to, to }));

/** Whether an upright and a level segment cross inside both. */
function cross(a: { from: Point; to: Point }, b: { from: Point; to: Point }): boolean {
  const [upright, level] = a.from.x === a.to.x ? [a, b] : [b, a];
  if (upright.from.x !== upright.to.x || level.from.y !== level.to.y) return false;
  const x = upright.from.x;
  const y = level.from.y;
  return (
    x > Math.min(level.from.x, level.to.x) &&
    x < Math.max(level.from.x, level.to.x) &&
    y > Math.min(upright.from.y, upright.to.y) &&
    y < Math.max(upright.from.y, upright.to.y)
  );
}

function crossings(layout: Layout): string[] {
  const lines = layout.routes.flatMap((route) =>
    segments(route.corners).map((segment) => ({ of: route.replica, segment })),
  );
  return lines.flatMap((a, i) =>
    lines
      .slice(i + 1)
      .flatMap((b) => (a.of !== b.of && cross(a.segment, b.segment) ? [`${a.of} × ${b.of}`] : [])),
  );
}

function covered(layout: Layout): string[] {
  return layout.routes.flatMap((route) =>
    segments(route.corners).flatMap(({ from, to }) =>
      [...layout.places].flatMap(([id, at]) =>
        Math.max(from.x, to.x) > at.x &&
        Math.min(from.x, to.x) < at.x + CARD.widthPx &&
        Math.max(from.y, to.y) > at.y &&
        Math.min(from.y, to.y) < at.y + CARD.heightPx
          ? [`${route.replica} over ${id}`]
          : [],
      ),
    ),
  );
}

describe("layoutTree", () => {
  it("stands replicas one column right of their upstream, in the order of their names, chains further right", () => {
    const { places } = layoutTree(
      tree(["us-1", null], ["eu-10", "us-1"], ["eu-2", "us-1"], ["eu-1", "us-1"], ["ap-1", "eu-1"]),
    );
    expect(Object.fromEntries(places)).toEqual({
      "us-1": { x: 0, y: 138 },
      "eu-1": { x: 320, y: 0 },
      "ap-1": { x: 640, y: 0 },
      "eu-2": { x: 320, y: 138 },
      "eu-10": { x: 320, y: 276 },
    });
  });

  it("lets siblings leave their upstream 14 px apart, the middle one straight", () => {
    const { routes } = layoutTree(tree(["p", null], ["a", "p"], ["b", "p"], ["c", "p"]));
    expect(routes.map((route) => route.corners[0])).toEqual([
      { x: 208, y: 138 + 46 - 14 },
      { x: 208, y: 138 + 46 },
      { x: 208, y: 138 + 46 + 14 },
    ]);
    expect(routes[1]?.corners).toHaveLength(2);
  });

  it("gives the same coordinates whatever the order of its input", () => {
    fc.assert(
      fc.property(forest(24), fc.nat(), (nodes, seed) => {
        const turned = [
          ...nodes.slice(seed % nodes.length),
          ...nodes.slice(0, seed % nodes.length),
        ].reverse();
        expect(Object.fromEntries(layoutTree(turned).places)).toEqual(
          Object.fromEntries(layoutTree(nodes).places),
        );
      }),
    );
  });

  it("never lets two cards overlap, two lines cross, or a line run over a card", () => {
    fc.assert(
      fc.property(forest(40), (nodes) => {
        const layout = layoutTree(nodes);
        const at = [...layout.places.values()];
        const overlaps = at.flatMap((a, i) =>
          at
            .slice(i + 1)
            .filter((b) => Math.abs(a.x - b.x) < CARD.widthPx && Math.abs(a.y - b.y) < CARD.heightPx),
        );
        expect(overlaps).toEqual([]);
        expect(crossings(layout)).toEqual([]);
        expect(covered(layout)).toEqual([]);
      }),
    );
  });

  it("stands more than twelve siblings three to a row, lines still clear of each other and of cards", () => {
    const layout = layoutTree(
      tree(
        ["p", null],
        ...Array.from({ length: 29 }, (_, i): [string, string] => [`r${i}`, "p"]),
        ["x", "r3"],
        ["y", "r3"],
      ),
    );
    const columns = new Set([...layout.places.values()].map((at) => at.x));
    expect(columns.size).toBe(4);
    expect(crossings(layout)).toEqual([]);
    expect(covered(layout)).toEqual([]);
  });

  it("draws a ring from its first name, with one link that leads back", () => {
    const layout = layoutTree(tree(["b", "c"], ["c", "a"], ["a", "b"], ["tail", "c"]));
    expect(layout.places.get("a")?.x).toBe(0);
    expect(layout.places.size).toBe(4);
    expect(layout.routes.map((route) => `${route.replica}<${route.upstream}`).sort()).toEqual([
      "a<b",
      "b<c",
      "c<a",
      "tail<c",
    ]);
  });

  it("draws an instance that follows itself", () => {
    const layout = layoutTree(tree(["a", "a"]));
    expect(layout.routes).toHaveLength(1);
  });

  it("stands an instance whose upstream is not placed at the left", () => {
    expect(layoutTree(tree(["a", "elsewhere"])).places.get("a")).toEqual({ x: 0, y: 0 });
  });

  it("places nothing for nothing", () => {
    expect(layoutTree([])).toMatchObject({ widthPx: 0, heightPx: 0, routes: [] });
  });
});
