import { afterEach, describe, expect, test } from "vitest";
import { readClients } from "@/lib/info/clients";
import { listClients } from "@/server/clients/read";
import { type Application, startApplication } from "@/server/testing/application";
import { ask } from "@/server/testing/ask";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Bench, idAt, openBench } from "./bench/bench.fixture";

let group: TestGroup | null = null;
let bench: Bench | null = null;
let applications: Application[] = [];
afterEach(async () => {
  for (const one of applications) one.close();
  await bench?.close();
  await group?.stop();
  [group, bench, applications] = [null, null, []];
});

describe.each(await serverMatrix())("on $name", (binary) => {
  test("clients that still write where the primary was are listed and closed, and nobody else is", async () => {
    group = await startGroup({ binary, replicas: 1, chained: 1 });
    const [heir] = group.replicas;
    if (heir === undefined) throw new Error("no replica");
    bench = await openBench({ servers: group.all });
    const { primary: old } = group;
    const { fleet } = bench;
    const promoted = await bench.run({ action: "promote", instance: idAt(heir) });
    expect(promoted.run.state).toBe("succeeded");

    const writers = [
      await startApplication(old, "shop-1", ["SET", "a", "1"], 20),
      await startApplication(old, "shop-2", ["LPUSH", "b", "1"], 20),
      await startApplication(old, "shop-3", ["EVAL", "return redis.call('SET', 'c', '1')", "0"], 20),
    ];
    const reader = await startApplication(old, "report", ["GET", "a"], 20);
    const other = await startApplication(old, "news", ["PUBSUB", "CHANNELS"]);
    applications = [...writers, reader, other];

    const listed = await listClients(fleet, idAt(old), Date.now());
    const named = new Map(listed?.clients.map((client) => [client.name, client]));
    expect([...writers.keys()].map((n) => named.get(`shop-${n + 1}`)?.writes)).toEqual([true, true, true]);
    expect(named.get("report")).toMatchObject({
      writes: false,
      kind: "normal",
      id: reader.id,
      user: "default",
    });
    expect(named.get("tidemark")?.kind).toBe("tidemark");
    expect(listed?.clients.map(({ kind }) => kind)).toContain("upstream");
    if (binary.version.startsWith("6.0")) expect(listed?.readonlyErrors).toBeNull();
    else {
      const first = listed?.readonlyErrors ?? Number.NaN;
      await waitFor("more writes are refused", async () => {
        const now = await listClients(fleet, idAt(old), Date.now());
        return (now?.readonlyErrors ?? Number.NaN) > first;
      });
    }

    const ours = async () =>
      (readClients(await ask(old, [["CLIENT", "LIST"]])) ?? []).filter(({ kind }) => kind !== "normal")
        .length;
    const before = await ours();
    const { plan, run } = await bench.run({ action: "disconnect", instance: idAt(old) });
    const ids = plan.steps.map(({ command }) => Number(command?.[3]));
    expect(ids).toEqual(writers.map(({ id }) => id));
    expect(plan.confirm?.tier).toBe(2);
    expect(run).toMatchObject({
      state: "succeeded",
      summary: expect.stringMatching(/^3 connections to .* closed/),
    });
    expect(run.steps.map(({ state }) => state)).toEqual(["done", "done", "done"]);
    const after = readClients(await ask(old, [["CLIENT", "LIST"]])) ?? [];
    for (const id of ids) expect(after.map((client) => client.id)).not.toContain(id);
    await Promise.all(writers.map(({ ended }) => ended));
    expect([reader.open(), other.open()]).toEqual([true, true]);
    expect(await ours()).toBeGreaterThanOrEqual(before - 1);
    expect(
      fleet
        .group("orders")
        ?.instances.every(({ reachable, link }) => reachable && (link?.state ?? "up") === "up"),
    ).toBe(true);

    const all = await bench.run({ action: "disconnect", instance: idAt(old), clients: "all" });
    expect(all.run.state).toBe("succeeded");
    await Promise.all([reader.ended, other.ended]);
    expect(
      fleet
        .group("orders")
        ?.instances.every(({ reachable, link }) => reachable && (link?.state ?? "up") === "up"),
    ).toBe(true);

    const refused = await bench.plan({ action: "disconnect", instance: idAt(heir), clients: "all" });
    expect(refused.checks.filter(({ status }) => status === "fail").map(({ code }) => code)).toContain(
      "not-on-a-primary",
    );
  });
});

test("a client that left after the plan is skipped, and one that has its id after a restart is not touched", async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("there is no server");
  group = await startGroup({ binary, replicas: 1 });
  const [replica] = group.replicas;
  if (replica === undefined) throw new Error("no replica");
  bench = await openBench({ servers: group.all });
  const gone = await startApplication(replica, "gone", ["SET", "a", "1"], 20);
  const stays = await startApplication(replica, "stays", ["SET", "a", "1"], 20);
  applications = [gone, stays];
  const plan = await bench.plan({ action: "disconnect", instance: idAt(replica) });
  expect(plan.steps).toHaveLength(2);
  gone.close();
  await waitFor("it has left", async () => {
    const clients = readClients(await ask(replica, [["CLIENT", "LIST"]])) ?? [];
    return clients.every(({ id }) => id !== gone.id);
  });
  const run = await bench.ended(await bench.start(plan));
  expect(run.state).toBe("succeeded");
  expect(run.steps.map(({ state }) => state)).toEqual(["skipped", "done"]);
  expect(run.steps[1]?.command).toContain("ADDR");
  // The judge: the same id at another address is another client.
  const other = await startApplication(replica, "other", ["GET", "a"], 20);
  applications.push(other);
  expect(await ask(replica, [["CLIENT", "KILL", "ID", String(other.id), "ADDR", "127.0.0.1:1"]])).toBe(0);
  expect(other.open()).toBe(true);
});
