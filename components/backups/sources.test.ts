import { describe, expect, it } from "vitest";
import { aGroup, anInstance, linkUp, orders, withInstance } from "@/lib/group/orders.fixture";
import { sources } from "./sources";

const names = (group = orders()) => sources(group).map(({ instance }) => instance.name);

describe("sources of a backup", () => {
  it("put replicas before the primary, by name where all else is equal", () => {
    expect(names()).toEqual(["ap-1", "eu-1", "eu-2", "us-1"]);
  });

  it("put who is linked and near first", () => {
    expect(names(withInstance(orders(), "ap-1:6379", { lagSeconds: 3 }))).toEqual([
      "eu-1",
      "eu-2",
      "ap-1",
      "us-1",
    ]);
    expect(names(withInstance(orders(), "ap-1:6379", { link: { ...linkUp, state: "down" } }))[2]).toBe(
      "ap-1",
    );
  });

  it("put a replica of which little is known before the primary: saving there slows no writes", () => {
    const cut = anInstance("zz-1", {
      upstream: "aa-1:6379",
      link: { ...linkUp, state: "down" },
      lagSeconds: null,
    });
    const split = aGroup([anInstance("aa-1"), anInstance("aa-2"), cut]);
    expect(names(split)).toEqual(["zz-1", "aa-1", "aa-2"]);
  });

  it("take unknown lag for the worst", () => {
    expect(names(withInstance(orders(), "ap-1:6379", { lagSeconds: null }))[2]).toBe("ap-1");
  });

  it("leave out what cannot save now", () => {
    expect(names(withInstance(orders(), "eu-1:6379", { reachable: false }))).not.toContain("eu-1");
  });

  it("say why each stands where it stands", () => {
    const reasons = Object.fromEntries(
      sources(orders()).map(({ instance, reason }) => [instance.name, reason]),
    );
    expect(reasons).toEqual({
      "ap-1": "<0.1\u00a0s behind",
      "eu-1": "<0.1\u00a0s behind, feeds 1",
      "eu-2": "<0.1\u00a0s behind",
      "us-1": "the primary: saving forks it and slows its writes",
    });
  });
});
