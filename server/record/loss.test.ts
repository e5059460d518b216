import { pino } from "pino";
import { expect, test } from "vitest";
import type { EventDraft } from "@/lib/contract";
import { contextOf } from "@/lib/plan/group.fixture";
import { healthy } from "@/lib/plan/healthy.fixture";
import { ProblemError } from "@/server/errors";
import { createLoss } from "./loss";

const t0 = 1_800_000_000_000;
const full = new ProblemError(503, "store-failing", "", "The disk that holds the store is full.");

test("One event says that the history has stopped and why, and one for each group how long that lasted", () => {
  let nowMs = t0;
  const drafts: EventDraft[] = [];
  const { group } = contextOf(healthy);
  const groups = () => [group, { ...group, id: "carts" }];
  const loss = createLoss({ groups }, (some) => drafts.push(...some), {
    log: pino({ level: "silent" }),
    now: () => nowMs,
  });
  loss.kept();
  expect(drafts).toEqual([]);
  for (; nowMs < t0 + 32_000; nowMs += 1_000) loss.lost(4, full);
  expect(drafts).toMatchObject([
    {
      type: "gap",
      group: null,
      severity: "critical",
      title: "The history has stopped",
      detail: expect.stringMatching(/^The disk that holds the store is full\. .*actions are refused/),
    },
  ]);
  loss.kept();
  loss.kept();
  expect(drafts.slice(1).map((one) => [one.type, one.group, one.severity])).toEqual([
    ["gap", "orders", "info"],
    ["gap", "carts", "info"],
  ]);
  expect(drafts[1]?.title).toMatch(/^No history for 32/);
  expect(drafts[1]?.detail).toContain(new Date(t0).toISOString());
});
