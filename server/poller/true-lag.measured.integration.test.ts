import { afterAll, beforeAll, expect, test } from "vitest";
import { idAt } from "@/server/testing/fleet";
import { type LateReplica, startLateReplica } from "@/server/testing/late-replica";
import { waitFor } from "@/server/testing/wait-for";

const INTERVAL_MS = 300;

let stage: LateReplica;
let replica: LateReplica["replica"];
let line: LateReplica["line"];
let fleet: LateReplica["fleet"];

beforeAll(async () => {
  stage = await startLateReplica({
    poll: { intervalMs: INTERVAL_MS, timeoutMs: 250, discover: true },
  });
  ({ replica, line, fleet } = stage);
});

afterAll(() => stage?.stop());

test.each([0, INTERVAL_MS, 2 * INTERVAL_MS, 500])(
  "a stream that comes %i ms late is told to be that late, and the stated error holds the truth",
  async (delayMs) => {
    line.delayMs = delayMs;
    const readings: { truth: number; told: number; error: number }[] = [];
    const stop = fleet.listen({
      tick(group, rows) {
        const row = rows.find((one) => one.id === idAt(replica) && one.sampledAt !== undefined);
        const instance = group.instances.find((one) => one.id === idAt(replica));
        const at = fleet.members("orders").get(idAt(replica))?.lastReached?.at;
        if (row === undefined || instance?.offset == null || at === undefined) return;
        const truth = line.trueLagSeconds(instance.offset, (at.sentMs + at.receivedMs) / 2);
        // Until the delay has taken hold the stream is between two states.
        if (Math.abs(truth - delayMs / 1000) > 0.1) return;
        const { lagSeconds: told, lagSecondsError: error } = instance;
        readings.push({ truth, told: told ?? Number.NaN, error: error ?? Number.NaN });
      },
    });
    await waitFor("there are readings enough", () => readings.length >= 25, 30_000);
    stop();
    const off = readings.map(({ truth, told }) => Math.abs(told - truth)).sort((a, b) => a - b);
    expect(off[Math.floor(off.length / 2)], JSON.stringify(readings)).toBeLessThan(0.05);
    const held = readings.filter(({ truth, told, error }) => Math.abs(told - truth) <= error + 0.002);
    expect(held.length / readings.length, JSON.stringify(readings)).toBeGreaterThanOrEqual(0.9);
  },
);
