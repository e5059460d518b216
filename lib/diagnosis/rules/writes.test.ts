import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/contract";
import { listed, primaryView, reached } from "@/lib/group/members.fixture";
import type { SlowFacts } from "@/lib/info/view";
import {
  A,
  B,
  facts,
  group,
  idlePersistence,
  openAfter,
  P,
  primaryWith,
  settings,
} from "../primaries.fixture";

const found = (code: Finding["code"], over: Partial<SlowFacts>, seconds = 1): Finding | undefined =>
  openAfter(group(primaryWith(() => over)), seconds).find((finding) => finding.code === code);

describe("writes-refused", () => {
  const failed = { ...idlePersistence, lastSaveOk: false };

  it.each<[string, Partial<SlowFacts>]>([
    ["a server without save points, which goes on", { config: settings({ save: "" }), persistence: failed }],
    ["a server whose settings cannot be read", { config: null, persistence: failed }],
    ["an AOF that is off", { limits: { ...facts(0, "p", 1).limits, aofWriteOk: false } }],
  ])("is not told of %s", (_, over) => {
    expect(found("writes-refused", over)).toBeUndefined();
  });

  it("is told of an AOF that cannot be written", () => {
    const limits = { ...facts(0, "p", 1).limits, aofWriteOk: false };
    const finding = found("writes-refused", { limits, persistence: { ...idlePersistence, aof: true } });
    expect(finding?.title).toBe(`${P} refuses writes since its AOF cannot be written`);
  });

  /** A primary that asks for `wanted` good replicas, and lists two: one acknowledged just now, one 15 s ago. */
  const wanting = (wanted: number, maxLag = 10) =>
    group((ms: number) => {
      const lines = [listed(A, { lastAckSeconds: 0 }), listed(B, { lastAckSeconds: 15 })];
      const config = settings({
        "min-replicas-to-write": String(wanted),
        "min-replicas-max-lag": String(maxLag),
      });
      return reached(P, ms + 2, primaryView(1000 + ms, [], { listed: lines }), facts(ms, "p", 1, { config }));
    });
  const refused = (...scene: Parameters<typeof openAfter>): Finding | undefined =>
    openAfter(...scene).find(({ code }) => code === "writes-refused");

  it.each([
    ["as many as are heard from", wanting(1)],
    ["none", wanting(0)],
    ["two, at any age (max-lag 0 switches it off)", wanting(2, 0)],
  ])("is not told where it asks for %s", (_, scene) => {
    expect(refused(scene, 30)).toBeUndefined();
  });

  it("waits 5 s for replicas to come back, and 20 s for a fence to be taken down", () => {
    expect(refused(wanting(2), 4)).toBeUndefined();
    expect(refused(wanting(2), 5)?.evidence).toMatchObject({ wanted: 2, good: 1 });
    expect(refused(wanting(1_000_000), 19)).toBeUndefined();
    expect(refused(wanting(1_000_000), 20)?.advice).toContain("a switchover that did not end");
  });
});

describe("memory-full", () => {
  const memory = (usedBytes: number, over: Partial<SlowFacts> = {}) =>
    found("memory-full", { memory: { usedBytes, dataBytes: null, maxBytes: 1000 }, ...over });
  const policy = (evictionPolicy: string | null) => ({ ...facts(0, "p", 1).limits, evictionPolicy });

  it("warns from 95 % on, and is critical above all of it", () => {
    expect([949, 950, 1000, 1001].map((used) => memory(used)?.severity)).toEqual([
      undefined,
      "warning",
      "warning",
      "critical",
    ]);
  });

  it.each([
    ["allkeys-lru", 0, false],
    ["volatile-lru", 7, false],
    ["volatile-lru", 0, true],
    [null, 0, false],
  ])("under %s with %d keys that expire: told is %s", (name, expires, told) => {
    const finding = memory(2000, { limits: policy(name), keyspace: { keys: 100, expires } });
    expect(finding !== undefined).toBe(told);
  });
});
