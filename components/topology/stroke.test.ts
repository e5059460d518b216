import { describe, expect, it } from "vitest";
import { anInstance, orders, withInstance } from "@/lib/group/orders.fixture";
import { roundedPath } from "./path";
import { strokeOf } from "./stroke";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };
const link = anInstance("x", { upstream: "y" }).link;
const strokeWith = (given: Parameters<typeof withInstance>[2]) =>
  strokeOf(withInstance(orders(), "eu-2:6379", given), "eu-2:6379", lag);

describe("strokeOf", () => {
  it("draws a healthy stream solid and without colour", () => {
    expect(strokeWith({})).toEqual({ kind: "streaming", tone: "calm", widthPx: 1.5 });
  });

  it("draws a copy dashed, a lost link and an unreachable replica dotted", () => {
    expect(strokeWith({ link: link && { ...link, state: "syncing" } })?.kind).toBe("copying");
    expect(strokeWith({ link: link && { ...link, state: "down" } })).toMatchObject({
      kind: "broken",
      tone: "crit",
    });
    expect(strokeWith({ reachable: false, unreachableReason: "timeout" })?.kind).toBe("broken");
  });

  it("draws a link dotted that only the replica vouches for", () => {
    expect(strokeWith({ link: link && { ...link, confirmed: false } })).toMatchObject({
      kind: "broken",
      tone: "calm",
    });
  });

  it("colours a lagging link and leaves it solid", () => {
    expect(strokeWith({ lagSeconds: 9 })).toMatchObject({ kind: "streaming", tone: "warn" });
  });

  it("grows with what the upstream writes", () => {
    const at = (bytes: number) =>
      strokeOf(withInstance(orders(), "us-1:6379", { writeBytesPerSecond: bytes }), "eu-2:6379", lag)
        ?.widthPx;
    expect([at(1000), at(2 * 1024 * 1024), at(20 * 1024 * 1024)]).toEqual([1.5, 2.5, 4]);
  });
});

describe("roundedPath", () => {
  it("rounds a bend and keeps a straight line straight", () => {
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 50, y: 0 },
      ]),
    ).toBe("M0 0L50 0");
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 50, y: 0 },
        { x: 50, y: 40 },
      ]),
    ).toBe("M0 0L44 0Q50 0 50 6L50 40");
  });

  it("never rounds by more than half of a short leg", () => {
    expect(
      roundedPath([
        { x: 0, y: 0 },
        { x: 50, y: 0 },
        { x: 50, y: 4 },
      ]),
    ).toBe("M0 0L48 0Q50 0 50 2L50 4");
  });

  it("draws nothing for nothing", () => {
    expect(roundedPath([])).toBe("");
  });
});
