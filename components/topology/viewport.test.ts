import { describe, expect, it } from "vitest";
import { layoutTree } from "@/lib/topology/layout";
import { fitted, stageHeight } from "./viewport";

const small = layoutTree([
  { id: "p", name: "p", upstream: null },
  { id: "a", name: "a", upstream: "p" },
]);
const tall = layoutTree(
  Array.from({ length: 12 }, (_, i) => ({ id: `r${i}`, name: `r${i}`, upstream: i === 0 ? null : "r0" })),
);

describe("fitted", () => {
  it("shows a small group at life size, at the left, centred upright", () => {
    expect(fitted(small, 888, 400)).toEqual({ x: 20, y: 154, zoom: 1 });
  });

  it("shrinks a tall group until all of it is to be seen", () => {
    const { y, zoom } = fitted(tall, 888, 500);
    expect(zoom).toBeLessThan(1);
    expect(y + tall.heightPx * zoom).toBeLessThanOrEqual(500);
  });

  it("never magnifies", () => {
    expect(fitted(small, 5000, 5000).zoom).toBe(1);
  });
});

describe("stageHeight", () => {
  it("grows with the group, within reason", () => {
    expect(stageHeight(small)).toBe(300);
    expect(stageHeight(tall)).toBe(620);
  });
});
