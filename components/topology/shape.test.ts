import { describe, expect, it } from "vitest";
import { aGroup, anInstance, orders, withInstance } from "@/lib/group/orders.fixture";
import { shapeOf, shapeSelector } from "./shape";
import { stackId } from "./stacks";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };
const none = new Set<string>();

/** A primary with `count` replicas, the first `sick` of them lagging. */
const wide = (count: number, sick: number) =>
  aGroup([
    anInstance("p"),
    ...Array.from({ length: count }, (_, i) =>
      anInstance(`r${String(i).padStart(3, "0")}`, { upstream: "p:6379", lagSeconds: i < sick ? 9 : 0 }),
    ),
  ]);

describe("shapeSelector", () => {
  it("answers the very same shape for every tick, so that no tick draws the graph anew", () => {
    const select = shapeSelector(lag, none);
    const before = select(orders());
    const ticked = withInstance(orders(), "eu-1:6379", { offset: 999_999, lagBytes: 5000, lagSeconds: 7 });
    expect(select(ticked)).toBe(before);
  });

  it("answers a new shape when a replica moves", () => {
    const select = shapeSelector(lag, none);
    const before = select(orders());
    expect(select(withInstance(orders(), "eu-2:6379", { upstream: "eu-1:6379" }))).not.toBe(before);
  });
});

describe("two primaries", () => {
  const both = () =>
    withInstance(orders(), "eu-1:6379", { role: "primary", upstream: null, link: null, readOnly: false });

  it("leave every card where it stood, until there is one again", () => {
    const select = shapeSelector(lag, none);
    const before = select(orders());
    expect(select(both())).toBe(before);
    const settled = withInstance(both(), "us-1:6379", { role: "replica", upstream: "eu-1:6379" });
    expect(select(settled)?.key).toBe(shapeOf(settled, lag, none).key);
  });

  it("are laid out as they stand where nothing else was seen before, or somebody came", () => {
    expect(shapeSelector(lag, none)(both())?.key).toBe(shapeOf(both(), lag, none).key);
    const select = shapeSelector(lag, none);
    select(orders());
    const more = {
      ...both(),
      instances: [...both().instances, anInstance("eu-9", { upstream: "us-1:6379" })],
    };
    expect(select(more)?.key).toBe(shapeOf(more, lag, none).key);
  });

  it("are none when one of them was detached, or does not answer", () => {
    for (const given of [{ detached: true }, { reachable: false }]) {
      const select = shapeSelector(lag, none);
      select(orders());
      const alone = withInstance(both(), "eu-1:6379", given);
      expect(select(alone)?.key).toBe(shapeOf(alone, lag, none).key);
    }
  });
});

describe("shapeOf", () => {
  it("does not depend on the order of the instances", () => {
    const group = orders();
    const turned = { ...group, instances: [...group.instances].reverse() };
    expect(shapeOf(turned, lag, none).key).toBe(shapeOf(group, lag, none).key);
  });

  it("gives an upstream nobody watches a ghost", () => {
    const group = aGroup([anInstance("a", { upstream: "elsewhere:6379" })]);
    expect(shapeOf(group, lag, none).nodes).toContainEqual(
      expect.objectContaining({ kind: "ghost", id: "elsewhere:6379" }),
    );
  });

  it("stacks the healthy ones of more than thirty siblings and leaves the sick ones out", () => {
    const { nodes } = shapeOf(wide(42, 3), lag, none);
    expect(nodes.filter((node) => node.kind === "instance").map((node) => node.id)).toEqual([
      "p:6379",
      "r000:6379",
      "r001:6379",
      "r002:6379",
    ]);
    expect(nodes.find((node) => node.kind === "stack")?.members).toHaveLength(39);
  });

  it("stacks nobody among thirty siblings", () => {
    expect(shapeOf(wide(30, 0), lag, none).nodes.every((node) => node.kind === "instance")).toBe(true);
  });

  it("keeps an unfolded stack unfolded when a replica joins", () => {
    const open = new Set(["p:6379"]);
    expect(shapeOf(wide(42, 0), lag, open).nodes).toHaveLength(43);
    expect(shapeOf(wide(43, 0), lag, open).nodes).toHaveLength(44);
    expect(shapeOf(wide(43, 0), lag, none).nodes.map((node) => node.id)).toContain(stackId("p:6379"));
  });
});
