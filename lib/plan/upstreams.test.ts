import { describe, expect, it } from "vitest";
import { orders, withInstance } from "@/lib/group/orders.fixture";
import { upstreamChoices, upstreamOptions } from "./upstreams";

const table = (group = orders(), instance = "eu-1:6379") =>
  upstreamChoices(group, instance).map((choice) =>
    choice.allowed
      ? `${choice.upstream.name}: ${choice.forecast.verdict}`
      : `${choice.upstream.name}: ${choice.short}`,
  );

describe("possible upstreams", () => {
  it("lists every other instance by name, with a forecast or the reason against it", () => {
    expect(table()).toEqual(["ap-1: Loop", "eu-2: partial", "us-1: Already its upstream"]);
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
    expect(table(ring, "eu-2:6379")).toEqual([
      "ap-1: partial",
      "eu-1: partial",
      "us-1: Already its upstream",
    ]);
  });

  it("is flat for a client, with the figures of each move or the reason against it", () => {
    const group = orders();
    const [eu1, eu2] = group.instances.slice(1);
    if (eu1 === undefined || eu2 === undefined) throw new Error("no replicas");
    expect(
      upstreamOptions(group, eu1).map(({ upstream, allowed, resync, words }) => [
        upstream,
        allowed,
        resync,
        words.replace("\u00a0", " "),
      ]),
    ).toEqual([
      ["ap-1:6379", false, null, "Loop"],
      ["eu-2:6379", true, "partial", "Partial, 0 B"],
      ["us-1:6379", false, null, "Already its upstream"],
    ]);
    const told = withInstance(group, "eu-1:6379", {
      resync: {
        verdict: "partial",
        headroomBytes: 500_000,
        headroomSeconds: 50,
        copyBytes: 0,
        pastSince: null,
        reason: "",
      },
    });
    expect(upstreamOptions(told, eu2)[1]).toEqual({
      action: "repoint",
      upstream: "eu-1:6379",
      allowed: true,
      resync: "partial",
      copyBytes: 0,
      headroomBytes: 1_048_576,
      headroomSeconds: 104.8576,
      words: "Partial, 0\u00a0B",
      reason: expect.any(String),
    });
    const split = withInstance(group, "eu-2:6379", { role: "primary", upstream: null, link: null });
    expect(upstreamOptions(split, split.instances[2] ?? eu2)[0]?.action).toBe("attach");
  });
});
