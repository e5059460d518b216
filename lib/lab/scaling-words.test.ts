import { expect, test } from "vitest";
import type { ScalingResult } from "@/lib/contract";
import { roundsOf, rowWith } from "./scaling.fixture";
import type { ScalingRow } from "./scaling-row";
import { type ScalingScene, scalingWords } from "./scaling-words";

const scene: ScalingScene = {
  caps: { readsPerSecond: null, writesPerSecond: 1_000 },
  cores: 2,
  place: "throwaway",
};
const latencies = { count: 10, p50: 0.0004, p95: 0.001, p99: 0.002, max: 0.003 };
const primary = (cores: number) => [{ instance: "primary", role: "primary" as const, cores }];
const alone = (more: Partial<ScalingRow> = {}) =>
  rowWith({ shape: "alone", replicas: 0, readSeconds: latencies, cpu: primary(0.5), ...more });
const three = (more: Partial<ScalingRow> = {}) =>
  rowWith({
    replicas: 3,
    readsPerSecond: 18_000,
    replicationBytesPerSecond: 300_000,
    streamBytesPerSecond: 100_000,
    readSeconds: latencies,
    cpu: primary(0.25),
    ...more,
  });
const chain = (more: Partial<ScalingRow> = {}) =>
  three({ shape: "chain", replicationBytesPerSecond: 100_000, mostBehindBytes: 2_048, ...more });

const textOf = (figure: string, rows: ScalingRow[], more: Partial<ScalingScene> = {}): string => {
  const result: ScalingResult = { kind: "scaling", rows };
  const words = scalingWords(result, { ...scene, ...more }).find((one) => one.figure === figure);
  return (words?.text.join(" ") ?? "nothing").replaceAll("\u00a0", " ");
};

test("each figure has two sentences and a source, and without a row there is nothing to say", () => {
  const words = scalingWords({ kind: "scaling", rows: [alone(), three(), chain()] }, scene);
  expect(words.map(({ figure }) => figure)).toEqual(["reads", "writes", "replication", "cpu", "latency"]);
  for (const { text, source } of words) {
    for (const sentence of text) expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(source.url).toMatch(/^https:\/\//);
  }
  expect(scalingWords({ kind: "scaling", rows: [] }, scene)).toEqual([]);
});

test("reads are compared with the primary alone, and a small difference is called chance", () => {
  const rounds = roundsOf([{ readsPerSecond: 9_000 }, { readsPerSecond: 10_000 }]);
  expect(textOf("reads", [alone({ rounds }), three()])).toBe(
    "With 3 replicas this load made 18,000 reads per second, 1.8 times the 10,000 of the primary alone. Neither the load nor the machine was at its limit; from one round to the next the same row differed by up to 10 %, so a smaller difference between rows may be chance.",
  );
});

test("a machine that was busy is named, with the rows in which it was", () => {
  const busy = { machineBusy: 0.97 };
  expect(textOf("reads", [alone(), rowWith(busy), three(busy)])).toContain(
    "Both cores of this machine were busy with 1 replica and 3 replicas, so this says what this machine gives, not what replicas on machines of their own give.",
  );
  expect(textOf("reads", [alone(busy), three(busy)], { cores: 8, place: "group" })).toContain(
    "All 8 cores of the machine that Tidemark runs on were busy with every shape, so the load was held up here, not at the servers.",
  );
});

test("load at its limit, and a rate that was reached, are no limit of the servers", () => {
  expect(textOf("reads", [alone(), three({ loadCores: 0.98 })])).toContain(
    "The processes that make the load were at their limit with 3 replicas, so this says what they could ask for",
  );
  expect(textOf("writes", [alone(), three()])).toBe(
    "With 3 replicas this load made 1,000 writes per second, 1.0 times the 1,000 of the primary alone. No more than 1,000 writes per second were asked for, which were reached with every shape, so this does not say how many would have gone.",
  );
});

test("what a chain spares the primary stands beside what it costs those below", () => {
  expect(textOf("replication", [alone(), three(), chain()])).toBe(
    "With 3 replicas the primary sent 293 KiB/s to replicas, 3.0 times what was written. In a chain of as many it sent 97.7 KiB/s, 1.0 times what was written: the others are sent the stream by the replica above them, and stand behind it for as much longer (at most 2.00 KiB here).",
  );
  expect(textOf("replication", [three({ replicationBytesPerSecond: null })])).toContain(
    "This version does not count",
  );
});

test("what other programs took is told, for it was not there for the servers", () => {
  expect(textOf("cpu", [alone({ machineBusy: 0.9, loadCores: 0.3 })])).toBe(
    "With the primary alone the primary used 0.50 of a core, all servers together 0.50 of a core, and the load itself 0.30 of a core. Other programs on this machine used up to 1.00 of a core at the same time, so measure again when it is quiet.",
  );
  expect(textOf("cpu", [alone({ machineBusy: 0.4, loadCores: 0.3 })])).toContain("on a single core");
});

test("a row that was measured once is not compared as if it were certain", () => {
  const once = { rounds: roundsOf([{}]) };
  expect(textOf("reads", [alone(once), three(once)])).toContain("measured only once so far");
});
