import { describe, expect, test } from "vitest";
import type { Instance } from "@/lib/contract";
import { contextOf, type Given, nowMs } from "@/lib/plan/group.fixture";
import { having } from "@/lib/plan/healthy.fixture";
import { createSampler } from "./samples";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1_048_576 };

function replica(given: Given = { name: "eu-1" }): Instance {
  const found = contextOf(having(given)).group.instances.find((one) => one.id === "eu-1:6379");
  if (found === undefined) throw new Error("no eu-1");
  return found;
}
const gone = replica({ name: "eu-1", reachable: false, unreachableReason: "timeout" });

describe("What is kept of an instance at a tick", () => {
  test("is a new sample with the state it is in", () => {
    const row = createSampler(lag)(replica(), { isNew: true, atMs: nowMs });
    expect(row).toMatchObject({ instance: "eu-1:6379", state: "online", values: { lagBytes: 0 } });
    expect(row?.atMs).toBe(Date.parse(replica().sampledAt ?? ""));
  });

  test("is nothing between two samples, while it stays as it is", () => {
    const sampler = createSampler(lag);
    sampler(replica(), { isNew: true, atMs: nowMs });
    expect(sampler(replica(), { isNew: false, atMs: nowMs + 500 })).toBeNull();
  });

  test("is its state alone, once a second, while it is not reached", () => {
    const sampler = createSampler(lag);
    sampler(replica(), { isNew: true, atMs: nowMs });
    const kept = [0, 300, 600, 1_000, 1_300, 2_000].map((ms) =>
      sampler(gone, { isNew: false, atMs: nowMs + ms }),
    );
    expect(kept.map((row) => row && [row.atMs - nowMs, row.state, row.values])).toEqual([
      [0, "unreachable", {}],
      null,
      null,
      [1_000, "unreachable", {}],
      null,
      [2_000, "unreachable", {}],
    ]);
  });

  test("is its state at once when that changes between two samples", () => {
    const sampler = createSampler(lag);
    sampler(replica(), { isNew: true, atMs: nowMs });
    const down = replica({ name: "eu-1", link: "down" });
    expect(sampler(down, { isNew: false, atMs: nowMs + 200 })).toMatchObject({
      state: "link-down",
      values: {},
    });
  });

  test("is nothing before anything is known of it: not watched yet is not `unknown`", () => {
    const unseen = { ...gone, sampledAt: null, unreachableReason: null, problem: null };
    expect(createSampler(lag)(unseen, { isNew: false, atMs: nowMs })).toBeNull();
  });
});
