import { expect, test } from "vitest";
import type { Group, Plan, PlanRequest } from "@/lib/contract";
import { contextOf, type Given } from "./group.fixture";
import { failed, having, healthy, script } from "./healthy.fixture";
import { makePlan } from "./make";
import { undoRequest } from "./undo";

type Options = Omit<Extract<PlanRequest, { action: "promote" }>, "action" | "instance">;

function plan(given: readonly Given[], options: Options, instance = "eu-1:6379"): Plan {
  const made = makePlan({ action: "promote", instance, ...options }, contextOf(given));
  if (!made.ok) throw new Error(made.error.detail);
  return made.value;
}

const check = ({ checks }: Plan, code: string) => checks.find((one) => one.code === code) ?? null;
const groupOf = (given: readonly Given[]): Group => contextOf(given).group;

test("an old primary that is kept out follows with priority 0, set after the hand-over and kept in its file", () => {
  const made = plan(healthy, { oldPrimary: "out" });
  expect(failed(made)).toEqual([]);
  expect(script(made)).toEqual([
    "us-1: FAILOVER TO eu-1 6379 TIMEOUT 100",
    "us-1: CONFIG SET replica-priority 0",
    "us-1: CONFIG REWRITE",
    "eu-1: CONFIG REWRITE",
    "eu-2: REPLICAOF eu-1 6379",
    "eu-2: CONFIG REWRITE",
    "eu-1: (verify)",
  ]);
  expect(made.after.find(({ instance }) => instance === "us-1:6379")).toMatchObject({ role: "replica" });
  expect(made.after.filter(({ upstream }) => upstream === "us-1:6379")).toEqual([]);
  expect(check(made, "kept-out")).toMatchObject({ status: "pass", evidence: "replica-priority 100, then 0" });
});

test("`follow` is the default, and changes no priority", () => {
  expect(script(plan(healthy, { oldPrimary: "follow" }))).toEqual(script(plan(healthy, {})));
  expect(check(plan(healthy, {}), "kept-out")).toBeNull();
});

test("nobody is left to follow an old primary that is kept out", () => {
  const made = plan(healthy, { oldPrimary: "out", moveSiblings: false });
  expect(check(made, "kept-out")?.text).toMatch(/^eu-2 would go on following us-1/);
  const alone = having().filter(({ name }) => name !== "eu-2");
  expect(failed(plan(alone, { oldPrimary: "out", moveSiblings: false }))).toEqual([]);
});

test("one that has priority 0 already is not told again, and one that is gone cannot be told", () => {
  const zero = having({ name: "us-1", config: { "replica-priority": "0" } });
  expect(script(plan(zero, { oldPrimary: "out" })).filter((line) => line.includes("priority"))).toEqual([]);
  const forced = plan(having({ name: "us-1", reachable: false }, { name: "eu-1", link: "down" }), {
    oldPrimary: "out",
  });
  expect(script(forced).filter((line) => line.includes("priority"))).toEqual([]);
  expect(check(forced, "kept-out")).toMatchObject({
    status: "warn",
    text: expect.stringMatching(/set its replica-priority to 0/),
  });
});

test("a priority that cannot be read cannot be put back, and that is said", () => {
  const silent = having({ name: "us-1", config: null });
  const made = plan(silent, { oldPrimary: "out" });
  expect(check(made, "kept-out")).toMatchObject({
    status: "warn",
    text: expect.stringMatching(/an undo could not put it back/),
  });
});

test("the undo gives back the priority there was, unless somebody has set another one since", () => {
  const made = plan(having({ name: "us-1", config: { "replica-priority": "20" } }), { oldPrimary: "out" });
  const swapped = (priority: number) =>
    having(
      { name: "us-1", follows: "eu-1", priority },
      { name: "eu-1", follows: null },
      { name: "eu-2", follows: "eu-1" },
    );
  const undo = undoRequest(made, groupOf(swapped(0)));
  expect(undo).toEqual({ action: "promote", instance: "us-1:6379", priority: 20 });
  expect(undoRequest(made, groupOf(swapped(7)))).toEqual({ action: "promote", instance: "us-1:6379" });
  const back = plan(swapped(0), { priority: 20 }, "us-1:6379");
  expect(script(back)).toContain("us-1: CONFIG SET replica-priority 20");
  expect(check(back, "priority")).toMatchObject({
    status: "pass",
    text: expect.stringMatching(/gets back its 20/),
  });
});

test("a full copy tells how much it is at most: what the target holds in memory", () => {
  const made = plan(
    having({ name: "eu-2", replid: "c".repeat(40) }, { name: "eu-1", usedBytes: 5_000_000 }),
    {},
  );
  const of = (replica: string) => made.effects.find(({ link }) => link.replica === replica);
  expect(of("eu-2:6379")).toMatchObject({ resync: "full", copyBytes: 5_000_000 });
  expect(of("us-1:6379")).toMatchObject({ resync: "partial", copyBytes: of("us-1:6379")?.bytes });
  expect(made.checks.find(({ code }) => code === "resync")?.evidence).toMatch(/at most 4\.77/);
});

/** us-1 is the primary, eu-1 the target, eu-2 the sibling. */
const versions: [string, Partial<Given>, Partial<Given>, "pass" | "warn" | "fail"][] = [
  ["an older target above newer ones", { version: "7.0.15" }, { version: "8.0.2" }, "pass"],
  ["a newer target above older ones that continue", { version: "8.0.2" }, { version: "7.0.15" }, "warn"],
  [
    "a newer target above an older one that would copy, and be emptied",
    { version: "8.0.2" },
    { version: "7.0.15", replid: "c".repeat(40) },
    "fail",
  ],
  [
    "a Redis 8 above a Valkey 9 that would copy: an older numbering, and refused all the same",
    { version: "8.0.2" },
    { product: "valkey", version: "9.1.2", replid: "c".repeat(40) },
    "fail",
  ],
];

test.each(versions)("the order of versions is respected: %s", (_what, target, others, status) => {
  const given = having(
    { name: "us-1", ...others, replid: "a".repeat(40) },
    { name: "eu-1", ...target },
    { name: "eu-2", ...others },
  );
  expect(check(plan(given, {}), "rdb-version")?.status).toBe(status);
});
