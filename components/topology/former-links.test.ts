import { describe, expect, it } from "vitest";
import type { Group } from "@/lib/contract";
import { aGroup, anInstance, orders, withInstance } from "@/lib/group/orders.fixture";
import { formerLinks, formerPath } from "./former-links";
import { shapeOf } from "./shape";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };
const shape = (group: Group) => shapeOf(group, lag, new Set());
const told = (before: Group, now: Group) =>
  formerLinks(shape(before), shape(now)).map(({ replica, upstream }) => `${upstream} > ${replica}`);

describe("links that were", () => {
  it("are those of a failover: to the new primary, and of whoever follows it now", () => {
    const promoted = withInstance(
      withInstance(
        withInstance(orders(), "eu-1:6379", { role: "primary", upstream: null, link: null }),
        "us-1:6379",
        { role: "replica", upstream: "eu-1:6379" },
      ),
      "eu-2:6379",
      { upstream: "eu-1:6379" },
    );
    expect(told(orders(), promoted)).toEqual(["us-1:6379 > eu-1:6379", "us-1:6379 > eu-2:6379"]);
  });

  it("are none while nobody moves, and none of an instance or an upstream that is gone", () => {
    expect(told(orders(), withInstance(orders(), "eu-1:6379", { lagBytes: 7 }))).toEqual([]);
    const { instances } = orders();
    const gone = (id: string) => aGroup(instances.filter((instance) => instance.id !== id));
    expect(told(orders(), gone("eu-2:6379"))).toEqual([]);
    const wide = aGroup([anInstance("p"), anInstance("r", { upstream: "p:6379" })]);
    expect(told(wide, aGroup([anInstance("r")]))).toEqual([]);
  });
});

it("the way of a former link leaves and meets the sides that face each other", () => {
  expect(formerPath({ x: 0, y: 0 }, { x: 320, y: 100 })).toMatch(/^M208 60C.*,320 160$/);
  expect(formerPath({ x: 320, y: 100 }, { x: 0, y: 0 })).toMatch(/^M320 160C.*,208 60$/);
  expect(formerPath({ x: 0, y: 0 }, { x: 0, y: 100 })).toMatch(/^M0 60C-56.*,0 160$/);
});
