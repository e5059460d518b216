import { describe, expect, it } from "vitest";
import { aGroup, anInstance, linkUp, orders, withInstance } from "@/lib/group/orders.fixture";
import { bestCandidate, candidates } from "./best-candidate";

const names = (group: ReturnType<typeof orders>) => candidates(group).map(({ instance }) => instance.name);

describe("the best candidate for promotion", () => {
  it("is a direct replica before a replica's replica, and a name before a later name", () => {
    expect(names(orders())).toEqual(["eu-1", "eu-2", "ap-1"]);
  });

  it("is whoever is nearest in whole seconds, whatever its name", () => {
    expect(names(withInstance(orders(), "eu-1:6379", { lagSeconds: 3.2 }))).toEqual(["eu-2", "eu-1", "ap-1"]);
    expect(names(withInstance(orders(), "eu-1:6379", { lagSeconds: 0.9 }))).toEqual(["eu-1", "eu-2", "ap-1"]);
  });

  it("takes unknown lag for worse than any known one", () => {
    expect(names(withInstance(orders(), "eu-1:6379", { lagSeconds: null }))[0]).toBe("eu-2");
  });

  it("has its link up", () => {
    expect(names(withInstance(orders(), "eu-1:6379", { link: { ...linkUp, state: "down" } }))[0]).toBe(
      "eu-2",
    );
  });

  it("is never first with priority 0, and the lowest other priority wins", () => {
    expect(names(withInstance(orders(), "eu-1:6379", { priority: 0 })).at(-1)).toBe("eu-1");
    expect(names(withInstance(orders(), "eu-2:6379", { priority: 10 }))[0]).toBe("eu-2");
  });

  it("holds most of the stream when the primary is gone", () => {
    const gone = withInstance(orders(), "us-1:6379", { reachable: false });
    expect(names(withInstance(gone, "ap-1:6379", { offset: 100_500 }))).toEqual(["ap-1", "eu-1", "eu-2"]);
  });

  it("shares the lost primary's history before it has a greater offset", () => {
    const gone = withInstance(orders(), "us-1:6379", { reachable: false });
    const stranger = withInstance(gone, "eu-1:6379", { replid: "c".repeat(40), offset: 9_000_000 });
    expect(names(stranger)).toEqual(["ap-1", "eu-2", "eu-1"]);
  });

  it("leaves out what cannot be promoted, and is null when nothing can", () => {
    expect(names(withInstance(orders(), "eu-2:6379", { reachable: false }))).toEqual(["eu-1", "ap-1"]);
    expect(bestCandidate(aGroup([anInstance("us-1")]))).toBeNull();
  });

  it("says why", () => {
    const reasons = Object.fromEntries(candidates(orders()).map((c) => [c.instance.name, c.reason]));
    expect(reasons).toMatchObject({
      "eu-1": "0\u00a0B behind",
      "ap-1": "0\u00a0B behind, not on the primary",
    });
  });
});
