import { describe, expect, it } from "vitest";
import type { Group, Instance } from "@/lib/contract";
import { orders, withInstance } from "@/lib/group/orders.fixture";
import { unconnected } from "@/lib/sentinel/sentinels.fixture";
import { successorOf } from "./successor";

const sentinel = { ...unconnected, up: 3, primary: "us-1:6379" };
const dead = (given: Record<string, Partial<Instance>> = {}, managed = false): Group => {
  const changes = { "us-1:6379": { reachable: false }, ...given };
  const group = Object.entries(changes).reduce(
    (now, [id, change]) => withInstance(now, id, change),
    orders(),
  );
  return { ...group, sentinel: managed ? sentinel : null };
};

describe("who comes next", () => {
  it("is nobody while the primary answers, or once another has taken over", () => {
    expect(successorOf(orders())).toBeNull();
    expect(successorOf(dead({ "eu-1:6379": { role: "primary", upstream: null } }))).toBeNull();
  });

  it("is whoever holds most of the stream", () => {
    const group = dead({ "eu-1:6379": { offset: 90_000 }, "ap-1:6379": { offset: 90_000 } });
    expect(successorOf(group)?.instance).toBe("eu-2:6379");
  });

  it("is, under Sentinel, the lowest priority, then the furthest offset, then the first run id", () => {
    const choice = (given: Record<string, Partial<Instance>>) => successorOf(dead(given, true))?.instance;
    const near = { "eu-1:6379": { offset: 90_000, priority: 10 } };
    expect(choice(near)).toBe("eu-1:6379");
    expect(choice({ "eu-1:6379": { priority: 0 } })).toBe("eu-2:6379");
    expect(choice({ "eu-2:6379": { offset: 100_001 }, "ap-1:6379": { offset: 100_002 } })).toBe("eu-2:6379");
    expect(choice({ "eu-2:6379": { runId: "000" } })).toBe("eu-2:6379");
    expect(successorOf(dead(near, true))?.words).toMatch(/^Sentinel's likely choice/);
  });
});
