import { describe, expect, test } from "vitest";
import type { Group, Plan, PlanRequest } from "@/lib/contract";
import { contextOf, type Given, nowMs } from "./group.fixture";
import { having, healthy } from "./healthy.fixture";
import { makePlan } from "./make";
import { stalePlan } from "./stale";
import { undoRequest } from "./undo";

const promote = { action: "promote", instance: "eu-1:6379" } as const;
const requests: PlanRequest[] = [
  promote,
  { action: "promote", instance: "eu-1:6379", moveSiblings: false },
  { action: "promote", instance: "ap-1:6379" },
  { action: "detach", instance: "eu-1:6379" },
  { action: "repoint", instance: "eu-2:6379", upstream: "eu-1:6379" },
  { action: "attach", instance: "us-1:6379", upstream: "eu-1:6379" },
  { action: "backup" },
];

function planOf(request: PlanRequest, given: readonly Given[] = healthy): Plan {
  const made = makePlan(request, contextOf(given));
  if (!made.ok) throw new Error(made.error.detail);
  return made.value;
}

/** What `stalePlan` says of a promotion planned before the change. */
const after = (given: readonly Given[], group: Partial<Group> = {}, request: PlanRequest = promote) =>
  stalePlan(planOf(request), contextOf(given, group));

describe("stalePlan", () => {
  test.each(requests)("finds nothing in a group that stayed as it was: %j", (request) => {
    expect(stalePlan(planOf(request), contextOf(healthy))).toEqual([]);
  });

  test("minds neither a growing stream nor the run that is carrying the plan out", () => {
    const grown = healthy.map((one) => ({ ...one, offset: 90_000, lagSeconds: 0.4 }));
    expect(after(grown, { run: "run-1" })).toEqual([]);
  });

  test.each<[string, readonly Given[], RegExp]>([
    [
      "another primary",
      having({ name: "us-1", follows: "eu-2" }, { name: "eu-2", follows: null }),
      /eu-2:6379 is primary now/,
    ],
    ["another upstream", having({ name: "ap-1", follows: "eu-2" }), /ap-1:6379 follows eu-2:6379 now/],
    ["a new member", having({ name: "eu-3", follows: "us-1" }), /eu-3:6379 joined/],
    ["a member gone", healthy.filter(({ name }) => name !== "ap-1"), /ap-1:6379 left/],
    ["a link that went down", having({ name: "eu-1", link: "down" }), /eu-1 has no link/],
    [
      "another history",
      healthy.map((one) => ({ ...one, replid: "c".repeat(40) })),
      /another one than before/,
    ],
    ["a sibling that would copy", having({ name: "eu-2", replid: "c".repeat(40) }), /full resync now/],
    ["a lag over its bound", having({ name: "eu-1", lagSeconds: 7 }), /may not catch up/],
    ["a primary that is gone", having({ name: "us-1", reachable: false }), /steps would not be the same/],
    [
      "another address",
      having({ name: "eu-1", announces: { host: "nat", port: 1 } }),
      /steps would not be the same/,
    ],
  ])("says what changed: %s", (_, given, sentence) => {
    expect(after(given).join(" ")).toMatch(sentence);
  });

  test("minds no guess that writes alone make: which of two readings is ahead", () => {
    const request = { action: "repoint", instance: "eu-2:6379", upstream: "eu-1:6379" } as const;
    const written = having(
      { name: "us-1", offset: 6000 },
      { name: "eu-1", offset: 5000, lagSeconds: 0.3 },
      { name: "eu-2", offset: 6000 },
    );
    expect(planOf(request, written).effects[0]?.resync).toBe("unknown");
    expect(after(written, {}, request)).toEqual([]);
  });

  test("minds it no more where others hang below the instance that moves", () => {
    const request = { action: "repoint", instance: "eu-1:6379", upstream: "eu-2:6379" } as const;
    const written = having(
      { name: "us-1", offset: 6000 },
      { name: "eu-1", offset: 6000 },
      { name: "eu-2", offset: 5000, lagSeconds: 0.3 },
    );
    const effects = (given: readonly Given[]) => planOf(request, given).effects.map(({ resync }) => resync);
    expect(effects(healthy)).toEqual(["partial", "none"]);
    expect(effects(written)).toEqual(["unknown", "unknown"]);
    expect(after(written, {}, request)).toEqual([]);
  });

  test("says what it was before, and tells a history once for those who inherit it", () => {
    const other = healthy.map((one) => ({ ...one, replid: "c".repeat(40) }));
    const told = after(other).filter((sentence) => sentence.includes("another history"));
    expect(told).toEqual([
      "us-1:6379 counts in another history now, cccccccc…; it was aaaaaaaa…: its role was changed meanwhile, or it was restarted.",
    ]);
    expect(after(having({ name: "eu-1", link: "down" }))[0]).toBe(
      "The link of eu-1:6379 is down now; it was up.",
    );
    expect(after(having({ name: "eu-1", lagSeconds: 7 }))[0]).toBe(
      "eu-1:6379 is 7.0\u00a0s behind now, more than the 5.0\u00a0s that writes may pause; it was <0.1\u00a0s.",
    );
    expect(after(having({ name: "eu-2", reachable: false }))[0]).toBe(
      "eu-2:6379 can't be reached now; it could before.",
    );
  });

  test("minds the link of an instance that the plan does not touch only where the group's revision rose", () => {
    const request = { action: "backup", instance: "eu-1:6379" } as const;
    expect(after(having({ name: "ap-1", link: "down" }), {}, request)).toEqual([]);
  });

  test("minds a change of roles that came and went: the revision rose", () => {
    expect(after(healthy, { revision: 14 })).toEqual([
      "The group changed since the plan was made (revision 12, now 14).",
    ]);
  });

  test("minds a backup that would save elsewhere no longer being the one that was chosen", () => {
    expect(after(having({ name: "ap-1", reachable: false }), {}, { action: "backup" })).not.toEqual([]);
    expect(after(having({ name: "eu-2", usedBytes: 1 }), {}, { action: "backup" })).toEqual([]);
  });

  test("says when its time is over", () => {
    const context = {
      ...contextOf(healthy.map((one) => ({ ...one, sampledMsAgo: -60_000 }))),
      nowMs: nowMs + 60_000,
    };
    expect(stalePlan(planOf(promote), context)).toEqual(["The plan has expired: its readings are too old."]);
  });

  test("minds a greater loss", () => {
    const cut = (offset: number) =>
      having(
        { name: "us-1", reachable: false, offset: 5000 },
        { name: "eu-1", link: "down", offset },
        { name: "eu-2", link: "down", offset: 100 },
      );
    expect(stalePlan(planOf(promote, cut(4000)), contextOf(cut(3000))).join(" ")).toMatch(/More is at stake/);
    expect(stalePlan(planOf(promote, cut(3000)), contextOf(cut(4000)))).toEqual([]);
  });
});

test.each(requests)("a plan knows the request it answers: %j", (request) => {
  const again = planOf(request).request;
  expect(again).toMatchObject({ ...request, instance: planOf(request).instance });
  expect(planOf(again).steps).toEqual(planOf(request).steps);
});

describe("undoRequest", () => {
  const groupOf = (given: readonly Given[]) => contextOf(given).group;
  const swapped = having({ name: "us-1", follows: "eu-1" }, { name: "eu-1", follows: null });

  test("promotes the old primary back", () => {
    expect(undoRequest(planOf(promote), groupOf(swapped))).toEqual({
      action: "promote",
      instance: "us-1:6379",
    });
  });

  test("has nothing to promote back while the old primary is not a replica", () => {
    expect(undoRequest(planOf(promote), groupOf(healthy))).toBeNull();
  });

  test("attaches what was detached to the upstream it had", () => {
    const plan = planOf({ action: "detach", instance: "ap-1:6379" });
    expect(undoRequest(plan, groupOf(having({ name: "ap-1", follows: null })))).toEqual({
      action: "attach",
      instance: "ap-1:6379",
      upstream: "eu-1:6379",
    });
  });

  test("points back what was re-pointed, and only once", () => {
    const plan = planOf({ action: "repoint", instance: "eu-2:6379", upstream: "eu-1:6379" });
    expect(undoRequest(plan, groupOf(having({ name: "eu-2", follows: "eu-1" })))).toEqual({
      action: "repoint",
      instance: "eu-2:6379",
      upstream: "us-1:6379",
    });
    expect(undoRequest(plan, groupOf(healthy))).toBeNull();
  });

  test("detaches what was attached", () => {
    const extra: Given = { name: "old-1", replid: "c".repeat(40) };
    const plan = planOf({ action: "attach", instance: "old-1:6379", upstream: "us-1:6379" }, having(extra));
    expect(undoRequest(plan, groupOf(having({ ...extra, follows: "us-1" })))).toEqual({
      action: "detach",
      instance: "old-1:6379",
    });
  });

  test("takes no backup back, and nothing of an instance that is gone", () => {
    expect(undoRequest(planOf({ action: "backup" }), groupOf(healthy))).toBeNull();
    expect(undoRequest(planOf(promote), groupOf([{ name: "us-1" }]))).toBeNull();
  });
});
