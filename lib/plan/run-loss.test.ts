import { expect, test } from "vitest";
import type { Plan } from "@/lib/contract";
import { toOffset } from "@/lib/units";
import { contextOf, type Given, history } from "./group.fixture";
import { having } from "./healthy.fixture";
import { makePlan } from "./make";
import { type RunLossInput, runLoss } from "./run-loss";

const cut = (name: string, offset: number): Given => ({ name, follows: "us-1", link: "down", offset });
const dead: Given = { name: "us-1", reachable: false, offset: 5000 };
const context = contextOf(having(dead, cut("eu-1", 3000), cut("eu-2", 2000)));

function forced(): Plan {
  const made = makePlan({ action: "promote", instance: "eu-1:6379" }, context);
  if (!made.ok) throw new Error(made.error.detail);
  return made.value;
}

const views = new Map(
  [...context.members].flatMap(([id, { lastReached }]) =>
    lastReached === null ? [] : [[id, lastReached.view] as const],
  ),
);

/** The run's end: eu-1 was promoted when it had applied `offset`. */
function lossAt(offset: number, over: Partial<RunLossInput> = {}) {
  const before = views.get("eu-1:6379");
  if (before === undefined) throw new Error("eu-1 was never read");
  const promoted = {
    ...before,
    replid: "d".repeat(40),
    previousReplid: history,
    previousReplidUntil: toOffset(offset + 1),
  };
  return runLoss({ plan: forced(), promoted, views, nameOf: (id) => id, reachedMs: () => null, ...over });
}

test("a planned promotion has no loss to count", () => {
  expect(lossAt(3000, { plan: { ...forced(), method: "failover" } })).toBeNull();
});

test("what was seen of the old history and is not on the new primary is lost, with the time it took to write", () => {
  const reachedMs = (_: string, offset: number) => (offset === 3000 ? 1000 : offset === 5000 ? 2500 : null);
  expect(lossAt(3000, { reachedMs })).toMatchObject({ bytes: 2000, seconds: 1.5 });
});

test("what the promoted one still received after the plan does not take back what was stated", () => {
  expect(lossAt(3600)).toMatchObject({ bytes: 2000 });
});

test("a primary that was seen farther than the plan knew counts as it was seen", () => {
  const later = new Map(views);
  const primary = views.get("us-1:6379");
  if (primary === undefined) throw new Error("us-1 was never read");
  later.set("us-1:6379", { ...primary, offset: toOffset(5500) });
  expect(lossAt(3000, { views: later })).toMatchObject({ bytes: 2500 });
});

test("nothing seen to be missing is not nothing lost: bytes stay unknown", () => {
  const plan = { ...forced(), dataLoss: { ...forced().dataLoss, bytes: null } };
  const loss = lossAt(5000, { plan });
  expect(loss).toMatchObject({ bytes: null, seconds: null });
  expect(loss?.text).toContain("Writes that nobody had read by then are lost");
});

test("a promoted instance that could not be read says what was stated before", () => {
  expect(lossAt(3000, { promoted: null })).toMatchObject({
    bytes: 2000,
    text: expect.stringContaining("could not be read"),
  });
});
