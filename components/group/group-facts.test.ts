import { describe, expect, it } from "vitest";
import { orders, withInstance } from "@/lib/group/orders.fixture";
import { unconnected } from "@/lib/sentinel/sentinels.fixture";
import { groupFacts } from "./group-facts";

const plain = (texts: readonly string[]) => texts.map((text) => text.replaceAll("\u00a0", " "));

describe("groupFacts", () => {
  it("says size, version, who manages it and what is written", () => {
    expect(plain(groupFacts(orders()))).toEqual([
      "4 instances",
      "Redis 7.0.15",
      "no Sentinel",
      "writes 1000 B/s",
    ]);
  });

  it("tells no Sentinel from Sentinels of which none is connected", () => {
    expect(groupFacts({ ...orders(), sentinel: unconnected })[2]).toBe("no Sentinel connected");
  });

  it("names every version of a mixed group, the newest first", () => {
    const mixed = withInstance(orders(), "eu-2:6379", { product: "valkey", version: "8.1.1" });
    expect(groupFacts(mixed)[1]).toBe("Valkey 8.1.1, Redis 7.0.15");
  });

  it("writes a dash for a rate nobody knows", () => {
    expect(groupFacts(withInstance(orders(), "us-1:6379", { writeBytesPerSecond: null })).at(-1)).toBe(
      "writes —",
    );
  });
});
