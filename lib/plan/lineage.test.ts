import { describe, expect, it } from "vitest";
import type { Group } from "@/lib/contract";
import { aGroup, anInstance, linkUp, orders, withInstance } from "@/lib/group/orders.fixture";
import { lineageOf } from "./lineage";

const A = "a".repeat(40);
const B = "b".repeat(40);

/** us-1 was cut off and went on alone; eu-1 was promoted at 90,000 and feeds eu-2. */
const split = (over: Partial<Parameters<typeof anInstance>[1]> = {}): Group =>
  aGroup(
    [
      anInstance("us-1", { offset: 95_000, ...over }),
      anInstance("eu-1", {
        replid: B,
        previousReplid: A,
        previousReplidUntil: 90_001,
        offset: 100_000,
        memory: { usedBytes: 5000, maxBytes: null, dataBytes: 4000 },
      }),
      anInstance("eu-2", {
        upstream: "eu-1:6379",
        replid: B,
        previousReplid: A,
        previousReplidUntil: 90_001,
      }),
    ],
    { primary: "eu-1:6379" },
  );

describe("lineageOf", () => {
  it("is one branch for a healthy group, in which nobody has anything of its own", () => {
    const { branches } = lineageOf(orders());
    expect(branches).toHaveLength(1);
    expect(branches[0]).toMatchObject({ replid: A, parent: null, from: null, ofPrimary: true });
    expect(branches[0]?.members.map(({ instance, ownBytes }) => [instance, ownBytes])).toEqual([
      ["us-1:6379", null],
      ["eu-1:6379", 0],
      ["eu-2:6379", 0],
      ["ap-1:6379", 0],
    ]);
  });

  it("says what an old primary holds that the new one never had, and that joining it is a full copy", () => {
    const { branches } = lineageOf(split());
    expect(branches.map(({ replid, parent, from, ofPrimary }) => [replid, parent, from, ofPrimary])).toEqual([
      [A, null, null, false],
      [B, A, 90_001, true],
    ]);
    expect(branches[0]?.members).toEqual([
      { instance: "us-1:6379", offset: 95_000, ownBytes: 5000, resync: "full", copyBytes: 4000 },
    ]);
  });

  it("says that an old primary nobody wrote to loses nothing", () => {
    const [old] = lineageOf(split({ offset: 90_000 })).branches;
    expect(old?.members[0]).toMatchObject({ ownBytes: 0, resync: "partial", copyBytes: 10_000 });
  });

  it("does not take a linked replica that was read a moment later for one with bytes of its own", () => {
    const later = withInstance(orders(), "eu-1:6379", { offset: 100_400 });
    const ownOf = (group: Group) =>
      lineageOf(group).branches[0]?.members.find(({ instance }) => instance === "eu-1:6379")?.ownBytes;
    expect(ownOf(later)).toBe(0);
    const cut = withInstance(later, "eu-1:6379", { link: { ...linkUp, state: "down", downSeconds: 3 } });
    expect(ownOf(cut)).toBe(400);
  });

  it("knows nothing of one whose history has nothing to do with the primary's, or whose offset is not known", () => {
    const foreign = lineageOf(split({ replid: "c".repeat(40) }));
    expect(foreign.branches.find(({ replid }) => replid.startsWith("c"))?.members[0]).toMatchObject({
      ownBytes: null,
      resync: "full",
    });
    expect(lineageOf(split({ offset: null })).branches[0]?.members[0]).toMatchObject({
      ownBytes: null,
      resync: "unknown",
    });
  });

  it("has nobody to join where there is no one primary", () => {
    const { primary, branches } = lineageOf({ ...split(), primary: null });
    expect(primary).toBeNull();
    expect(branches[0]?.members[0]).toMatchObject({ ownBytes: null, resync: null });
  });
});
