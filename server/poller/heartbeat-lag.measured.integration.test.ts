import { afterAll, beforeAll, expect, test } from "vitest";
import { idAt, instanceAt, untilGroup } from "@/server/testing/fleet";
import { type LateReplica, startLateReplica } from "@/server/testing/late-replica";
import { waitFor } from "@/server/testing/wait-for";

const INTERVAL_MS = 150;
const TTL_MS = 2_500;
/** The replica's position is read a moment before its heartbeat, and writes lie 10 ms apart. */
const TOLERANCE_SECONDS = 0.025;

let stage: LateReplica;
let replica: LateReplica["replica"];
let line: LateReplica["line"];
let fleet: LateReplica["fleet"];

beforeAll(async () => {
  stage = await startLateReplica({
    poll: { intervalMs: INTERVAL_MS, timeoutMs: 140, discover: true },
    heartbeat: { prefix: "tidemark:heartbeat", intervalMs: INTERVAL_MS, ttlMs: TTL_MS },
  });
  ({ replica, line, fleet } = stage);
});

afterAll(() => stage?.stop());

test.each([0, INTERVAL_MS, 700])(
  "of a stream that comes %i ms late readers see what is that old, within the stated error",
  async (delayMs) => {
    line.delayMs = delayMs;
    const readings: { truth: number; told: number; error: number }[] = [];
    const stop = fleet.listen({
      tick(group, rows) {
        const row = rows.find((one) => one.id === idAt(replica) && one.heartbeat != null);
        const instance = group.instances.find((one) => one.id === idAt(replica));
        if (row?.heartbeat == null || instance?.offset == null) return;
        const { lagSeconds: told, lagSecondsError: error, sampledAt } = row.heartbeat;
        const truth = line.trueLagSeconds(instance.offset, Date.parse(sampledAt));
        // Until the delay has taken hold the stream is between two states.
        if (Math.abs(truth - delayMs / 1000) <= 0.1) readings.push({ truth, told, error });
      },
    });
    await waitFor("there are readings enough", () => readings.length >= 12, 30_000);
    stop();
    const shown = JSON.stringify(readings);
    // The line is of this process too, and when that is kept busy it sees a byte late.
    const share = (holds: (reading: (typeof readings)[number]) => boolean): number =>
      readings.filter(holds).length / readings.length;
    const held = share(({ truth, told, error }) => Math.abs(told - truth) <= error + TOLERANCE_SECONDS);
    expect(held, shown).toBeGreaterThanOrEqual(0.9);
    // It is the least that is told: nobody is called older than he is.
    expect(
      share(({ truth, told }) => told <= truth + TOLERANCE_SECONDS),
      shown,
    ).toBeGreaterThanOrEqual(0.9);
    const errors = readings.map(({ error }) => error).sort((a, b) => a - b);
    expect(errors[readings.length >> 1], shown).toBeLessThan((2 * INTERVAL_MS) / 1000);
  },
);

test("A stream that stands still is told to be ever older, until the key's life has passed on the replica too", async () => {
  line.delayMs = 0;
  await untilGroup(fleet, "orders", "it is up to date", (group) => {
    const { heartbeat } = instanceAt(group, replica);
    return heartbeat !== null && heartbeat.lagSeconds < 0.2;
  });
  line.hold();
  const seen: number[] = [];
  const staleMs: number[] = [];
  const stop = fleet.listen({
    tick(group) {
      const { heartbeat, sampledAt } = instanceAt(group, replica);
      if (heartbeat === null || sampledAt === null) return;
      seen.push(heartbeat.lagSeconds);
      staleMs.push(Date.parse(sampledAt) - Date.parse(heartbeat.sampledAt));
    },
  });
  await untilGroup(fleet, "orders", "it is not known any more", (group) => {
    return instanceAt(group, replica).heartbeat === null;
  });
  stop();
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBeGreaterThan(1.5);
  // What it showed once is never told as what it shows.
  expect(Math.max(...staleMs)).toBeLessThan(1_000);
  line.release();
  await untilGroup(fleet, "orders", "it is up to date again", (group) => {
    const { heartbeat } = instanceAt(group, replica);
    return heartbeat !== null && heartbeat.lagSeconds < 0.2;
  });
});
