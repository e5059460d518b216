import { expect, test } from "vitest";
import type { ScalingResult } from "@/lib/contract";
import { roundsOf, rowWith } from "./scaling.fixture";
import { boundOf, type Caps } from "./scaling-bound";
import { type PromiseId, promises, type Verdict, verdictsOf } from "./scaling-promises";
import type { ScalingRow } from "./scaling-row";

const caps: Caps = { readsPerSecond: null, writesPerSecond: null };
const resultOf = (...rows: ScalingRow[]): ScalingResult => ({ kind: "scaling", rows });
const verdict = (promise: PromiseId, result: ScalingResult, limits = caps): Verdict | undefined =>
  verdictsOf(result, limits).find((one) => one.promise === promise);

const reads = (...all: number[]) => ({
  rounds: roundsOf([...all, ...all].map((readsPerSecond) => ({ readsPerSecond }))),
});
const writes = (...all: number[]) => ({
  rounds: roundsOf([...all, ...all].map((writesPerSecond) => ({ writesPerSecond }))),
});
const sent = (...copies: number[]) => ({
  rounds: roundsOf(
    [...copies, ...copies].map((many) => ({
      streamBytesPerSecond: 1_000,
      replicationBytesPerSecond: many * 1_000,
    })),
  ),
});
const alone = (more: Partial<ScalingRow>) => rowWith({ shape: "alone", replicas: 0, ...more });
const chain = (more: Partial<ScalingRow>) => rowWith({ shape: "chain", replicas: 3, ...more });
const three = (more: Partial<ScalingRow>) => rowWith({ replicas: 3, ...more });
const full = { machineBusy: 0.99 };

test("the promises, and what each is held against", () => {
  expect(
    promises.map(({ id, says, holds, rate }) => `${id}: ${says} (${holds}, ${rate})`),
  ).toMatchInlineSnapshot(`
    [
      "reads-scale: Reads grow with replicas. (above, reads)",
      "writes-do-not-scale: Writes do not grow with replicas. (not-above, writes)",
      "chain-relieves: A chain takes traffic off the primary. (below, null)",
    ]
  `);
});

test.each<[string, PromiseId, ScalingResult, Verdict["verdict"]]>([
  [
    "reads apart and more",
    "reads-scale",
    resultOf(alone(reads(100, 110)), rowWith(reads(150, 190))),
    "confirmed",
  ],
  [
    "more reads on a busy machine",
    "reads-scale",
    resultOf(alone(reads(100, 110)), rowWith({ ...reads(150, 190), ...full })),
    "open",
  ],
  [
    "more reads than on a busy machine",
    "reads-scale",
    resultOf(alone({ ...reads(100, 110), ...full }), rowWith(reads(150, 190))),
    "open",
  ],
  ["reads that overlap", "reads-scale", resultOf(alone(reads(100, 160)), rowWith(reads(150, 190))), "open"],
  [
    "fewer reads, with room left",
    "reads-scale",
    resultOf(alone(reads(100, 110)), rowWith(reads(80, 90))),
    "contradicted",
  ],
  [
    "fewer reads on a busy machine",
    "reads-scale",
    resultOf(alone(reads(100, 110)), rowWith({ ...reads(80, 90), ...full })),
    "open",
  ],
  ["too few rounds", "reads-scale", resultOf(alone(reads(100, 110)), rowWith(reads(190))), "open"],
  [
    "writes no more",
    "writes-do-not-scale",
    resultOf(alone(writes(100, 110)), rowWith(writes(90, 105))),
    "confirmed",
  ],
  [
    "writes apart and more",
    "writes-do-not-scale",
    resultOf(alone(writes(100, 110)), rowWith(writes(120, 130))),
    "contradicted",
  ],
  [
    "writes a little more in one round",
    "writes-do-not-scale",
    resultOf(alone(writes(100, 110)), rowWith(writes(90, 112))),
    "open",
  ],
  [
    "writes no more on a busy machine",
    "writes-do-not-scale",
    resultOf(alone(writes(100, 110)), rowWith({ ...writes(90, 105), ...full })),
    "open",
  ],
  [
    "a chain that sends once",
    "chain-relieves",
    resultOf(three(sent(3, 2.9)), chain(sent(1, 1))),
    "confirmed",
  ],
  [
    "a chain that sends as often",
    "chain-relieves",
    resultOf(three(sent(2, 3)), chain(sent(2.5, 2.6))),
    "open",
  ],
  [
    "a chain that sends more often",
    "chain-relieves",
    resultOf(three(sent(1, 1)), chain(sent(2, 2))),
    "contradicted",
  ],
  ["a version that does not count", "chain-relieves", resultOf(three({}), chain({})), "open"],
])("%s: %s", (_, promise, result, expected) => {
  expect(verdict(promise, result)?.verdict).toBe(expected);
});

test("a rate that was asked for and reached says nothing of more", () => {
  const held = resultOf(
    alone({ ...writes(100, 100), writesPerSecond: 100 }),
    rowWith({ ...writes(99, 99), writesPerSecond: 99 }),
  );
  expect(verdict("writes-do-not-scale", held, { ...caps, writesPerSecond: 100 })).toMatchObject({
    verdict: "open",
    factor: 0.99,
    why: "The rate that was asked for was reached, so more could not show.",
  });
});

test("without anything to compare with nothing is judged", () => {
  expect(verdictsOf(resultOf(rowWith({}), chain({})), caps)).toEqual([]);
});

test("a load process that uses its whole core is what holds a rate down", () => {
  expect(boundOf(rowWith({ loadCores: 1.9, loadProcesses: 2 }), "reads", caps)).toBe("load");
  expect(boundOf(rowWith({ loadCores: 1.2, loadProcesses: 2 }), "reads", caps)).toBeNull();
  expect(boundOf(rowWith({ machineBusy: null }), "writes", caps)).toBeNull();
});
