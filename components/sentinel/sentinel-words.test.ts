import { describe, expect, it } from "vitest";
import type { Group, GroupSentinel, Sentinel } from "@/lib/contract";
import { aGroup, anInstance } from "@/lib/group/orders.fixture";
import { sentinelWords, viewWords } from "./sentinel-words";

const one = (address: string, primary: string | null, over: Partial<Sentinel> = {}): Sentinel => ({
  address,
  reachable: true,
  problem: null,
  runId: null,
  product: "redis",
  version: "7.0.15",
  primary,
  primaryAddress: primary,
  elsewhere: false,
  epoch: 1,
  down: "no",
  failingOver: false,
  ckquorum: { ok: true, text: "" },
  ...over,
});
const us1 = "us-1:6379";
const eu1 = "eu-1:6379";

function words(over: Partial<GroupSentinel> = {}, sentinels = [one("a", us1), one("b", us1)]) {
  const group: Group = {
    ...aGroup([anInstance("us-1"), anInstance("eu-1", { upstream: us1 })]),
    sentinel: {
      name: "orders",
      sentinels,
      quorum: 2,
      known: 3,
      up: 3,
      ckquorum: { ok: true, text: "" },
      primary: us1,
      failingOver: false,
      lastFailover: null,
      sampledAt: null,
      ...over,
    },
  };
  return sentinelWords(group);
}

describe("the Sentinels in a line", () => {
  it("say how many answer, the quorum and whom they name", () => {
    expect(words()).toEqual({
      title: "Sentinel orders",
      facts: ["3 of 3 answer", "quorum 2", "says us-1"],
      problem: null,
    });
  });

  it("leave out what is not known", () => {
    expect(
      words({ name: null, quorum: null, primary: null, up: 0 }, [one("a", null, { down: null })]),
    ).toEqual({
      title: "Sentinel",
      facts: ["0 of 3 answer"],
      problem: { tone: "warn", text: "nobody can say what they would do" },
    });
    expect(sentinelWords(null)).toBeNull();
    expect(sentinelWords(aGroup([]))).toBeNull();
  });

  it.each<[string, Partial<GroupSentinel>, Sentinel[] | undefined, string | undefined]>([
    ["another primary", { primary: eu1 }, undefined, "but us-1 is the primary"],
    ["no agreement", { primary: null }, [one("a", us1), one("b", eu1)], "they name different primaries"],
    ["too few", { ckquorum: { ok: false, text: "" } }, undefined, "too few to fail over"],
    ["a failover", { failingOver: true, primary: eu1 }, undefined, "fails over now"],
    [
      "a primary that is down",
      {},
      [one("a", us1, { down: "by-itself" })],
      "they hold the primary to be down",
    ],
    ["an address of another network", {}, [one("a", us1), one("b", null)], undefined],
  ])("tell of %s", (_, over, sentinels, text) => {
    expect(words(over, sentinels)?.problem?.text).toBe(text);
  });

  it("tell one by one how they see the primary", () => {
    expect(viewWords(one("a", us1))).toBe("up");
    expect(viewWords(one("a", us1, { down: "by-itself" }))).toBe("down, it alone");
    expect(viewWords(one("a", us1, { down: "by-quorum" }))).toBe("down, others agree");
    expect(viewWords(one("a", us1, { failingOver: true }))).toBe("fails it over");
    expect(viewWords(one("a", null, { down: null }))).toBe("—");
  });
});
