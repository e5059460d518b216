import { afterAll, beforeAll, expect, test } from "vitest";
import type { LocalServer } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { replicationField } from "@/server/testing/ask";
import { DelayLine } from "@/server/testing/delay-line";
import { groupConfig, idAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { linkUp, startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { startWriter } from "@/server/testing/writer";

const INTERVAL_MS = 300;
const quiet = { "repl-ping-replica-period": "3600" };

let primary: LocalServer;
let replica: LocalServer;
let line: DelayLine;
let fleet: Fleet;
let stopWriter: () => void;

beforeAll(async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  primary = await startTestServer(binary, quiet);
  line = await DelayLine.start(primary);
  replica = await startTestServer(binary, { ...quiet, replicaof: `${line.host} ${line.port}` });
  await linkUp(replica);
  line.standsAt(Number(await replicationField(primary, "master_repl_offset")));
  stopWriter = await startWriter(primary, 10);
  fleet = await testFleet([groupConfig([seedOf(primary)])], {
    poll: { intervalMs: INTERVAL_MS, timeoutMs: 250, discover: true },
  });
  await untilGroup(fleet, "orders", "both are found", (group) => group.instances.length === 2);
});

afterAll(async () => {
  stopWriter();
  await fleet.close();
  await line.close();
  await stopServers([primary, replica]);
});

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
