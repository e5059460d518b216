import { describe, expect, it } from "vitest";
import { orders, withInstance } from "@/lib/group/orders.fixture";
import { countStates, countsSelector } from "./counts";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };

describe("countStates", () => {
  it("counts instances by state, the worst first, in words", () => {
    const group = withInstance(orders(), "eu-2:6379", { reachable: false, unreachableReason: "timeout" });
    expect(countStates(group, lag).map(({ words }) => words)).toEqual(["1 unreachable", "3 online"]);
  });

  it("counts nothing in no group", () => {
    expect(countStates(null, lag)).toEqual([]);
  });
});

describe("countsSelector", () => {
  it("answers the same list while the counts stay the same", () => {
    const select = countsSelector(lag);
    expect(select(withInstance(orders(), "eu-1:6379", { lagSeconds: 1 }))).toBe(select(orders()));
  });
});
