import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Group } from "@/lib/contract";
import type { Fleet } from "@/server/ports";
import { ask } from "@/server/testing/ask";
import { groupConfig, idAt, instanceAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";

const INTERVAL_MS = 200;
const TIMEOUT_MS = 150;
const poll = { intervalMs: INTERVAL_MS, timeoutMs: TIMEOUT_MS, discover: true };

const matrix = await serverMatrix();
let servers: TestGroup;
let fleet: Fleet;

async function watch(): Promise<Group> {
  fleet = await testFleet([groupConfig([seedOf(servers.primary)])], { poll });
  return untilGroup(
    fleet,
    "orders",
    "all are up",
    ({ instances }) =>
      instances.length === servers.all.length &&
      instances.every(({ role, link }) => role === "primary" || link?.state === "up"),
  );
}

/** When each instance was sampled, as the ticks told it. */
function recordSamples(): ReadonlyMap<string, number[]> {
  const samples = new Map<string, number[]>();
  fleet.listen({
    tick(_, rows) {
      for (const { id, sampledAt } of rows)
        if (sampledAt != null) samples.set(id, [...(samples.get(id) ?? []), Date.parse(sampledAt)]);
    },
  });
  return samples;
}

describe.each(matrix)("with $name", (binary) => {
  beforeAll(async () => {
    servers = await startGroup({ binary, replicas: 2, chained: 1 });
  });
  afterEach(async () => {
    for (const server of servers.all) {
      if (server.state === "paused") server.resume();
      if (server.state === "exited") await server.restart();
    }
    await fleet.close();
  });
  afterAll(() => servers.stop());

  test("a stopped replica alone turns unreachable, delays nobody, and is back as soon as it runs", async () => {
    await watch();
    const samples = recordSamples();
    const [stopped] = servers.replicas;
    if (stopped === undefined) throw new Error("there is no replica");
    stopped.pause();
    const pausedAt = performance.now();
    const down = await untilGroup(
      fleet,
      "orders",
      "it is unreachable",
      (group) => !instanceAt(group, stopped).reachable,
    );
    expect(performance.now() - pausedAt).toBeLessThan(TIMEOUT_MS + 3 * INTERVAL_MS);
    expect(instanceAt(down, stopped)).toMatchObject({
      unreachableReason: "timeout",
      lagBytes: null,
      lagSeconds: null,
    });
    await waitFor("two seconds of samples", () => (samples.get(idAt(servers.primary))?.length ?? 0) >= 15);
    const now = fleet.group("orders");
    expect(now?.instances.filter(({ reachable }) => !reachable).map(({ id }) => id)).toEqual([idAt(stopped)]);
    for (const [id, times] of samples) {
      if (id === idAt(stopped)) continue;
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
      gaps.sort((a, b) => a - b);
      expect(gaps[Math.ceil(gaps.length * 0.9) - 1], id).toBeLessThanOrEqual(1.5 * INTERVAL_MS);
    }
    stopped.resume();
    const resumedAt = performance.now();
    await untilGroup(fleet, "orders", "it answers", (group) => instanceAt(group, stopped).reachable);
    expect(performance.now() - resumedAt).toBeLessThan(3 * INTERVAL_MS);
  });

  test("a killed server is refused, comes back with another run id, and keeps its place", async () => {
    const before = await watch();
    const [killed] = servers.replicas;
    if (killed === undefined) throw new Error("there is no replica");
    await killed.kill();
    const down = await untilGroup(
      fleet,
      "orders",
      "it is unreachable",
      (group) => !instanceAt(group, killed).reachable,
    );
    expect(instanceAt(down, killed)).toMatchObject({
      unreachableReason: "refused",
      upstream: idAt(servers.primary),
    });
    await killed.restart();
    const back = await untilGroup(
      fleet,
      "orders",
      "its link is up",
      (group) =>
        instanceAt(group, killed).link?.state === "up" &&
        instanceAt(group, killed).runId !== instanceAt(before, killed).runId,
    );
    expect(back.instances).toHaveLength(servers.all.length);
  });

  test("while a replica is stopped its lag is not known; once it runs, what it missed shows and goes", async () => {
    await watch();
    const [stopped] = servers.replicas;
    if (stopped === undefined) throw new Error("there is no replica");
    const value = "x".repeat(200_000);
    stopped.pause();
    await ask(
      servers.primary,
      Array.from({ length: 10 }, (_, i) => ["SET", `k${i}`, value]),
    );
    stopped.resume();
    await untilGroup(fleet, "orders", "it has caught up", (group) => {
      const { lagBytes, lagSeconds } = instanceAt(group, stopped);
      return lagBytes === 0 && lagSeconds === 0;
    });
  });
});
