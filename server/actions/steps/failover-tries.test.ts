import { expect, test } from "vitest";
import { abortAfterMs, type NextTry, nextTry, type Tries } from "./failover-tries";

const seen = { misses: 1, pausedMs: 110, sawAck: true };
const again: NextTry = { kind: "again" };

const rows: [string, Tries, number | null, NextTry][] = [
  ["one that missed an ACK that was seen is repeated", seen, 0.01, again],
  ["also where nobody knows how late the target is", seen, null, again],
  ["no ACK was seen: the rest in one", { ...seen, sawAck: false }, 0, { kind: "last", timeoutMs: 4370 }],
  ["the target is late: the rest in one", seen, 0.8, { kind: "last", timeoutMs: 4370 }],
  ["four have missed", { misses: 4, pausedMs: 450, sawAck: true }, 0, { kind: "last", timeoutMs: 4030 }],
  ["the stated pause is used up", { misses: 6, pausedMs: 4900, sawAck: true }, 0, { kind: "give-up" }],
];

test.each(rows)("%s", (_what, tries, lagSeconds, next) => {
  expect(nextTry(tries, 100, 5000, lagSeconds)).toEqual(next);
});

test("a try that had all of the stated pause is not repeated", () => {
  expect(nextTry({ ...seen, pausedMs: 0 }, 5000, 5000, 0)).toEqual({ kind: "give-up" });
});

test("our own ABORT comes when the stated pause is used up, and never at once", () => {
  expect(abortAfterMs(100, 5000, 0)).toBe(5000);
  expect(abortAfterMs(100, 5000, 450)).toBe(4550);
  expect(abortAfterMs(100, 300, 0)).toBe(600);
  const last = nextTry({ misses: 4, pausedMs: 450, sawAck: true }, 100, 5000, 0);
  if (last.kind !== "last") throw new Error(last.kind);
  expect(450 + abortAfterMs(last.timeoutMs, 5000, 450)).toBeLessThanOrEqual(5000);
});

test("however the tries end, their pauses stay within the stated one", () => {
  for (const statedMs of [50, 100, 130, 250, 1000, 5000]) {
    const tries = { misses: 0, pausedMs: 0, sawAck: true };
    let tryMs = Math.min(100, statedMs);
    for (;;) {
      tries.misses += 1;
      tries.pausedMs += tryMs + 17;
      const next = nextTry(tries, tryMs, statedMs, 0);
      if (next.kind === "give-up") break;
      if (next.kind === "last") tryMs = next.timeoutMs;
    }
    expect(tries.pausedMs).toBeLessThanOrEqual(Math.max(statedMs, Math.min(100, statedMs) + 17));
    expect(tries.misses).toBeLessThan(8);
  }
});
