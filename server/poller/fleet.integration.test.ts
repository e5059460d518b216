import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Fleet } from "@/server/ports";
import { ask } from "@/server/testing/ask";
import {
  groupConfig,
  idAt,
  instanceAt,
  seedOf,
  silentLog,
  testFleet,
  untilGroup,
} from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";

/** So rarely that nothing in these tests comes from a round. */
const rarely = { intervalMs: 60_000, timeoutMs: 800, discover: true };

let servers: TestGroup;
let fleet: Fleet;
beforeAll(async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("there is no server");
  servers = await startGroup({ binary, replicas: 1 });
});
afterEach(() => fleet.close());
afterAll(() => servers.stop());

const watch = async (more: Parameters<typeof testFleet>[1] = {}): Promise<void> => {
  fleet = await testFleet([groupConfig([seedOf(servers.primary)])], { poll: rarely, ...more });
};

test("a group is there before anything is known of it, and says so", async () => {
  await watch();
  expect(fleet.groups()).toMatchObject([{ id: "orders", status: "unknown", sampledAt: null, primary: null }]);
  expect(fleet.group("orders")?.instances).toMatchObject([
    { reachable: false, unreachableReason: null, offset: null },
  ]);
});

test("a sample sees what was written just before it, without waiting for a round", async () => {
  await watch();
  const before = instanceAt(await fleet.refresh("orders"), servers.primary);
  await ask(servers.primary, [["SET", "a", "x".repeat(1000)]]);
  const after = instanceAt(await fleet.sample("orders", [idAt(servers.primary)]), servers.primary);
  expect((after.offset ?? 0) - (before.offset ?? 0)).toBeGreaterThan(1000);
});

test("a refresh reads settings anew", async () => {
  await watch();
  await fleet.refresh("orders");
  await ask(servers.primary, [["CONFIG", "SET", "repl-timeout", "47"]]);
  await fleet.refresh("orders");
  expect(fleet.members("orders").get(idAt(servers.primary))?.slow?.config?.get("repl-timeout")).toBe("47");
});

test("samples asked for at once each begin after they were asked for", async () => {
  await watch();
  await fleet.refresh("orders");
  const askedAt = Date.now();
  const groups = await Promise.all([1, 2, 3].map(() => fleet.sample("orders", servers.all.map(idAt))));
  for (const group of groups)
    for (const { sampledAt } of group.instances)
      expect(Date.parse(sampledAt ?? "")).toBeGreaterThanOrEqual(askedAt - 1);
});

test("the run in progress is part of the group, and told at once", async () => {
  await watch();
  await fleet.refresh("orders");
  const told: (string | null)[] = [];
  fleet.listen({ changed: ({ run }) => told.push(run) });
  fleet.setRun("orders", "run-1");
  expect(fleet.group("orders")?.run).toBe("run-1");
  fleet.setRun("orders", null);
  expect(told).toEqual(["run-1", null]);
});

test("a listener that fails harms neither the others nor the polling", async () => {
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (_: object, message: string) => void warnings.push(message) };
  await watch({ log });
  const ticks: number[] = [];
  fleet.listen({
    tick() {
      throw new Error("on purpose");
    },
  });
  fleet.listen({ tick: (_, __, atMs) => void ticks.push(atMs) });
  await fleet.refresh("orders");
  expect(ticks.length).toBeGreaterThan(0);
  expect(warnings).toContain("a listener of the fleet failed");
});

test("an instance that answers cannot be forgotten", async () => {
  await watch();
  await fleet.refresh("orders");
  const replica = servers.replicas.map(idAt)[0] ?? "";
  expect(() => fleet.forget("orders", replica)).toThrow(/instance-reachable/);
});

test("a finding that was open before a restart keeps its beginning", async () => {
  const [replica] = servers.replicas;
  if (replica === undefined) throw new Error("there is no replica");
  await replica.kill();
  const replicaDown = (group: { findings: { code: string; instance: string | null }[] }): boolean =>
    group.findings.some(
      ({ code, instance }) => code === "instance-unreachable" && instance === idAt(replica),
    );
  const seeds = servers.all.map(seedOf);
  const poll = { ...rarely, intervalMs: 100 };
  fleet = await testFleet([groupConfig(seeds)], { poll });
  const { findings } = await untilGroup(fleet, "orders", "it is told", replicaDown);
  const open = findings.map((finding) => ({ ...finding, since: "2026-01-01T00:00:00.000Z" }));
  await fleet.close();
  fleet = await testFleet([groupConfig(seeds)], { poll, openFindings: open });
  const again = await untilGroup(fleet, "orders", "it is told again", replicaDown);
  expect(again.findings.find(({ instance }) => instance === idAt(replica))?.since).toBe(
    "2026-01-01T00:00:00.000Z",
  );
  await replica.restart();
});
