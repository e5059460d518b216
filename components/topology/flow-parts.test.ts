import { describe, expect, it } from "vitest";
import type { Group } from "@/lib/contract";
import { aGroup, anInstance, orders, withInstance } from "@/lib/group/orders.fixture";
import { layoutTree } from "@/lib/topology/layout";
import { flowEdges, flowNodes } from "./flow-parts";
import { shapeOf } from "./shape";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };
const drawn = (group: Group) => {
  const shape = shapeOf(group, lag, new Set());
  const layout = layoutTree(shape.nodes);
  return { nodes: flowNodes("orders", shape, layout, () => {}), edges: flowEdges("orders", shape, layout) };
};

describe("the canvas", () => {
  it("gives the same topology the same nodes, whatever its figures", () => {
    const ticked = withInstance(orders(), "eu-1:6379", { offset: 7, lagSeconds: 9, lagBytes: 1e9 });
    const places = (group: Group) => drawn(group).nodes.map(({ id, position }) => [id, position]);
    expect(places(ticked)).toEqual(places(orders()));
  });

  it("draws a link for every replica, from upstream to replica, as the data flows", () => {
    expect(
      drawn(orders())
        .edges.map(({ source, target }) => `${source} > ${target}`)
        .sort(),
    ).toEqual(["eu-1:6379 > ap-1:6379", "us-1:6379 > eu-1:6379", "us-1:6379 > eu-2:6379"]);
  });

  it("draws a link from the ghost of an upstream nobody watches", () => {
    const { nodes, edges } = drawn(aGroup([anInstance("a", { upstream: "gone:6379" })]));
    expect(nodes.map(({ type }) => type).sort()).toEqual(["ghost", "instance"]);
    expect(edges).toMatchObject([{ source: "gone:6379", target: "a:6379" }]);
  });

  it("stands two primaries below each other and draws no link between them", () => {
    const { nodes, edges } = drawn(aGroup([anInstance("a"), anInstance("b")]));
    expect(nodes.map(({ position }) => position.x)).toEqual([0, 0]);
    expect(edges).toEqual([]);
  });

  it("draws every link of a ring", () => {
    const ring = aGroup([anInstance("a", { upstream: "b:6379" }), anInstance("b", { upstream: "a:6379" })]);
    expect(drawn(ring).edges).toHaveLength(2);
  });

  it("holds no figure in a node, so that a tick leaves the array as it is", () => {
    for (const node of drawn(orders()).nodes) expect(Object.keys(node.data)).toEqual(["groupId"]);
  });
});
