import { describe, expect, it } from "vitest";
import { orders, withInstance } from "./instance.fixture";
import { isDownstream, upstreamChoices } from "./upstreams";

const table = (group = orders(), instance = "eu-1:6379") =>
  upstreamChoices(group, instance).map((choice) =>
    choice.allowed
      ? `${choice.upstream.name}: ${choice.forecast.verdict}`
      : `${choice.upstream.name}: ${choice.short}`,
  );

describe("possible upstreams", () => {
  it("lists every other instance by name, with a forecast or the reason against it", () => {
    expect(table()).toEqual(["ap-1: Loop", "eu-2: partial", "us-1: Follows it now"]);
  });

  it("tells a loop over several links, and names both ends", () => {
    const choice = upstreamChoices(orders(), "us-1:6379").find(({ upstream }) => upstream.name === "ap-1");
    expect(choice).toMatchObject({
      allowed: false,
      reason: "Can't re-point us-1 to ap-1: ap-1 already replicates from us-1.",
    });
  });

  it("speaks of the action that was asked for", () => {
    const split = withInstance(orders(), "eu-2:6379", { role: "primary", upstream: null, link: null });
    const dead = withInstance(split, "ap-1:6379", { reachable: false });
    const choice = upstreamChoices(dead, "eu-2:6379", "attach").find(
      ({ upstream }) => upstream.name === "ap-1",
    );
    expect(choice).toMatchObject({ reason: "Can't attach eu-2 to ap-1: Tidemark can't reach ap-1." });
  });

  it("refuses what cannot be reached, has no known role, or is loading", () => {
    const against = (given: Parameters<typeof withInstance>[2]) =>
      table(withInstance(orders(), "eu-2:6379", given))[1];
    expect(against({ reachable: false })).toBe("eu-2: Unreachable");
    expect(against({ role: null })).toBe("eu-2: Role unknown");
    expect(
      against({
        link: { state: "loading", downSeconds: null, lastAckSeconds: null, confirmed: null, sync: null },
      }),
    ).toBe("eu-2: Loading");
  });

  it("is empty for an instance that is not of the group", () => {
    expect(table(orders(), "nobody:1")).toEqual([]);
  });

  it("ends its walk in a ring", () => {
    const ring = withInstance(orders(), "us-1:6379", { upstream: "ap-1:6379", role: "replica" });
    expect(isDownstream(ring, "us-1:6379", "eu-1:6379")).toBe(true);
    expect(isDownstream(ring, "us-1:6379", "eu-2:6379")).toBe(false);
  });
});
