import { expect, test } from "vitest";
import type { Plan } from "@/lib/contract";
import { contextOf, type Given, history } from "./group.fixture";
import { makePlan } from "./make";
import { stalePlan } from "./stale";

const next = "e".repeat(40);
/** eu-1 was promoted at 900; us-1 comes back as it was, or as `old` says. */
function context(old: Partial<Given> = {}, counts = true) {
  const given: Given[] = [
    { name: "us-1", offset: 1500, replid: history, ...old },
    { name: "eu-1", offset: 2000, replid: next, previous: { replid: history, until: 901 } },
    { name: "eu-2", follows: "eu-1", offset: 2000, replid: next },
  ];
  const made = contextOf(given);
  const instances = made.group.instances.map((one) => ({
    ...one,
    ...(one.id === "eu-1:6379" && { previousReplid: history, previousReplidUntil: 901 }),
    backlog: { active: counts, sizeBytes: 1_048_576, firstOffset: 1, historyBytes: 1000 },
  }));
  return { ...made, group: { ...made.group, instances } };
}

function attach(at: ReturnType<typeof context>): Plan {
  const made = makePlan({ action: "attach", instance: "us-1:6379", upstream: "eu-1:6379" }, at);
  if (!made.ok) throw new Error(made.error.detail);
  return made.value;
}

test("an old primary's attach says how many bytes of its own are discarded, and how to keep them", () => {
  const plan = attach(context());
  expect(plan.dataLoss).toMatchObject({ verdict: "certain", bytes: 600 });
  expect(plan.dataLoss.text).toContain("back up us-1 first");
  expect(plan.confirm).toMatchObject({ tier: 3, type: "orders" });
  expect(plan.confirm?.text).toContain("us-1 has 600\u00a0B that eu-1 never had");
  expect(plan.effects).toMatchObject([{ resync: "full" }]);
});

test("one that holds nothing of its own loses nothing, and asks for a tick alone", () => {
  const plan = attach(context({ offset: 800 }));
  expect(plan.dataLoss).toMatchObject({ verdict: "none", bytes: null });
  expect(plan.confirm?.tier).toBe(2);
});

test("one whose history does not meet the upstream's may hold anything: all its keys count", () => {
  const plan = attach(context({ replid: "f".repeat(40) }));
  expect(plan.dataLoss).toMatchObject({ verdict: "certain", bytes: null });
  expect(plan.dataLoss.text).toContain("200 keys");
});

test("an offset that stands still says nothing where no backlog counts", () => {
  expect(attach(context({ offset: 800 }, false)).confirm?.tier).toBe(3);
});

test("a plan is not voided by what the old primary is given after it was made: that is discarded too", () => {
  expect(stalePlan(attach(context()), context({ offset: 1600 }))).toEqual([]);
});
