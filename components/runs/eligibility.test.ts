import { describe, expect, it } from "vitest";
import type { Group } from "@/lib/contract";
import { aGroup, anInstance, idlePersistence, orders, withInstance } from "@/lib/group/orders.fixture";
import { type Offers, offersOf, rules } from "./eligibility";

function summary(group: Group, instance: string): Record<keyof Offers, string> | null {
  const offers = offersOf(group, instance);
  if (offers === null) return null;
  const say = (offer: Offers[keyof Offers]) => (offer.offered ? "offered" : offer.reason);
  return {
    promote: say(offers.promote),
    repoint: say(offers.repoint),
    detach: say(offers.detach),
    attach: say(offers.attach),
    relieve: say(offers.relieve),
    flatten: say(offers.flatten),
    backup: say(offers.backup),
  };
}

const reasonsWhen = (given: Parameters<typeof withInstance>[2], instance = "eu-1:6379") =>
  summary(withInstance(orders(), instance, given), instance);

describe("eligibility", () => {
  it("offers a healthy replica everything but Attach", () => {
    expect(summary(orders(), "eu-1:6379")).toEqual({
      promote: "offered",
      repoint: "offered",
      detach: "offered",
      attach: "eu-1 is a replica already: Re-point changes its upstream.",
      relieve: "eu-1 feeds one replica: there is none to put below another.",
      flatten: "Nothing is deeper than one hop below eu-1.",
      backup: "offered",
    });
  });

  it("offers the only primary a backup alone", () => {
    expect(summary(orders(), "us-1:6379")).toEqual({
      promote: "us-1 is a primary already.",
      repoint: "us-1 is the primary: promote another instance and it follows.",
      detach: "us-1 follows nobody.",
      attach: "us-1 is the only primary of orders.",
      relieve: "offered",
      flatten: "offered",
      backup: "offered",
    });
  });

  it("offers Attach to either of two primaries", () => {
    const split = withInstance(orders(), "eu-2:6379", { role: "primary", upstream: null, link: null });
    expect(summary(split, "eu-2:6379")).toMatchObject({
      attach: "offered",
      repoint: "eu-2 is a primary: Attach makes it a replica.",
    });
    expect(summary(split, "us-1:6379")).toMatchObject({ attach: "offered" });
  });

  it.each([
    ["unreachable", { reachable: false }, "Tidemark can't reach eu-1."],
    ["role-unknown", { role: null }, "The role of eu-1 is not known yet."],
    [
      "loading",
      { link: { state: "loading", downSeconds: null, lastAckSeconds: null, confirmed: null, sync: null } },
      "eu-1 is loading its data set and refuses commands.",
    ],
  ] as const)("withholds everything when %s", (_rule, given, reason) => {
    expect(Object.values(reasonsWhen(given) ?? {})).toEqual(Array.from({ length: 7 }, () => reason));
  });

  it("offers under Sentinel and in a cluster what it offers elsewhere: the plan's check gives the command that would do it", () => {
    for (const mode of ["sentinel", "cluster"] as const)
      expect(summary({ ...orders(), mode }, "eu-1:6379")).toEqual(summary(orders(), "eu-1:6379"));
  });

  it("withholds a backup from an instance that is saving", () => {
    const saving = { ...idlePersistence, saving: true, progress: 0.5 };
    expect(reasonsWhen({ persistence: saving })).toMatchObject({ backup: "eu-1 is saving already." });
  });

  it("withholds Re-point where nobody else could be followed", () => {
    const pair = aGroup([anInstance("us-1"), anInstance("eu-1", { upstream: "us-1:6379" })]);
    expect(summary(pair, "eu-1:6379")).toMatchObject({
      repoint: "orders has no other instance eu-1 could follow.",
    });
  });

  it("knows nothing of an instance that is not of the group", () => {
    expect(offersOf(orders(), "nobody:1")).toBeNull();
  });

  it("keeps its table in one order, first match first", () => {
    expect(rules.map((rule) => `${rule.id}: ${rule.actions.join(" ")}`)).toMatchInlineSnapshot(`
      [
        "unreachable: promote repoint detach attach relieve flatten backup",
        "role-unknown: promote repoint detach attach relieve flatten backup",
        "loading: promote repoint detach attach relieve flatten backup",
        "is-primary: promote",
        "follows-nobody: detach",
        "primary-cannot-move: repoint",
        "attached: attach",
        "only-primary: attach",
        "feeds-few: relieve",
        "flat: flatten",
        "saving: backup",
      ]
    `);
  });
});
