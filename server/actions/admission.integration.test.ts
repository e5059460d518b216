import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { numbered } from "@/lib/plan/steps";
import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { createActions } from "./actions";
import { type Bench, idAt, openBench, rolesIn } from "./bench/bench.fixture";
import { startDeafProxy } from "./bench/deaf-proxy.fixture";
import { callsOf } from "./bench/stats.fixture";
import { newRun } from "./new-run";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const never = (): never => {
  throw new Error("missing");
};
const [binary = never()] = (await serverMatrix()).filter(({ version }) => !version.startsWith("6."));

async function start(
  replicas = 2,
  options: Partial<Parameters<typeof openBench>[0]> = {},
): Promise<{ group: TestGroup; bench: Bench; one: LocalServer; two: LocalServer }> {
  const group = await startGroup({ binary, replicas });
  closing.push(() => group.stop());
  const bench = await openBench({ servers: group.all, ...options });
  closing.push(() => bench.close());
  const [one = never(), two = one] = group.replicas;
  return { group, bench, one, two };
}

test("of two operators who start at once, one runs and the other is told whose run it is", async () => {
  const { bench, one, two } = await start();
  const plans = [
    await bench.plan({ action: "promote", instance: idAt(one) }),
    await bench.plan({ action: "promote", instance: idAt(two) }),
  ];
  const results = await Promise.allSettled(plans.map((plan) => bench.start(plan)));
  const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const lost = results.flatMap((result): unknown[] => (result.status === "rejected" ? [result.reason] : []));
  expect(won).toHaveLength(1);
  expect(lost).toMatchObject([{ status: 409, code: "group-busy", extra: { run: won[0]?.id } }]);
  expect(bench.fleet.group("orders")?.run).toBe(won[0]?.id);
  expect((await bench.ended(won[0] ?? never())).state).toBe("succeeded");
  expect(bench.fleet.group("orders")?.run).toBeNull();
});

test("a plan is stale once somebody has changed the group behind its back, and says what changed", async () => {
  const { group, bench, one, two } = await start();
  const plan = await bench.plan({ action: "promote", instance: idAt(one) });
  await ask(two, [["REPLICAOF", one.host, String(one.port)]]);
  await expect(bench.start(plan)).rejects.toMatchObject({
    status: 409,
    code: "plan-stale",
    extra: { errors: expect.arrayContaining([expect.stringContaining(idAt(two))]) },
  });
  expect(await callsOf(group.primary, "failover")).toBe(0);
  expect(await bench.store.runs.list({ limit: 10 })).toEqual([]);
});

test("an expired plan is stale, an unknown one is not found", async () => {
  const { bench, one } = await start(1, { planLifeSeconds: 0 });
  const plan = await bench.plan({ action: "promote", instance: idAt(one) });
  await expect(bench.start(plan)).rejects.toMatchObject({ code: "plan-stale" });
  await expect(bench.start({ ...plan, id: "none" })).rejects.toMatchObject({
    code: "plan-not-found",
    status: 404,
  });
  await expect(bench.actions.plan("none", { action: "backup" })).rejects.toMatchObject({
    code: "group-not-found",
    status: 404,
  });
  await expect(bench.plan({ action: "promote", instance: "10.0.0.1:1" })).rejects.toMatchObject({
    code: "unknown-instance",
    status: 404,
  });
});

test("one Idempotency-Key is one run, started twice at once or again after its end", async () => {
  const { group, bench, one } = await start(1);
  const plan = await bench.plan({ action: "promote", instance: idAt(one) });
  const [first, second] = await Promise.all([bench.start(plan, "key-1"), bench.start(plan, "key-1")]);
  expect(second.id).toBe(first.id);
  const ended = await bench.ended(first);
  expect(await bench.start(plan, "key-1")).toEqual(ended);
  expect(await callsOf(group.primary, "failover")).toBe(1);
});

test("opening a plan sends nothing that changes anything", async () => {
  const { group, bench, one, two } = await start();
  for (const request of [
    { action: "promote", instance: idAt(one) },
    { action: "detach", instance: idAt(one) },
    { action: "repoint", instance: idAt(two), upstream: idAt(one) },
    { action: "backup" },
    { action: "backup", method: "bgsave" },
  ] as const)
    await bench.plan(request);
  for (const server of group.all)
    for (const command of [
      "failover",
      "replicaof",
      "bgsave",

      "config|set",
      "config|rewrite",
      "client|pause",
    ])
      expect(await callsOf(server, command), command).toBe(0);
});

test("a lost reply: the command is seen once, its outcome is learned by reading, and the run goes on", async () => {
  const group = await startGroup({ binary, replicas: 2 });
  closing.push(() => group.stop());
  const [one = never(), two = never()] = group.replicas;
  const proxy = await startDeafProxy(two, "REPLICAOF");
  closing.push(() => proxy.close());
  const bench = await openBench({
    servers: [group.primary, one],
    config: { addresses: { [idAt(two)]: idAt(proxy) } },
    count: 3,
  });
  closing.push(() => bench.close());
  const { run } = await bench.run({ action: "repoint", instance: idAt(proxy), upstream: idAt(one) });
  expect(run.state).toBe("succeeded");
  expect(run.steps[0]).toMatchObject({ state: "done", reply: expect.stringContaining("No reply came") });
  expect(await callsOf(two, "replicaof")).toBe(1);
  expect(rolesIn(await bench.fleet.refresh("orders"))[idAt(proxy)]).toBe(idAt(one));
});

test("a lost reply to FAILOVER does not lose the switchover", async () => {
  const group = await startGroup({ binary, replicas: 1 });
  closing.push(() => group.stop());
  const [one = never()] = group.replicas;
  const proxy = await startDeafProxy(group.primary, "FAILOVER");
  closing.push(() => proxy.close());
  const bench = await openBench({
    servers: [one],
    config: { addresses: { [idAt(group.primary)]: idAt(proxy) } },
    count: 2,
  });
  closing.push(() => bench.close());
  const { run } = await bench.run({ action: "promote", instance: idAt(one) });
  expect(run.state).toBe("succeeded");
  expect(await callsOf(group.primary, "failover")).toBe(1);
});

test("an operator whose login is refused is found out before anything is changed, and no secret is written anywhere", async () => {
  const { group, bench: healthy, one } = await start(1);
  await healthy.close();
  const secret = "operator-password-7f3a";
  for (const server of group.all)
    await ask(server, [["ACL", "SETUSER", "operator", "on", `>${secret}`, "~*", "+@all"]]);
  const operator = { username: "operator", password: secret };
  const bench = await openBench({ servers: group.all, config: { operator } });
  closing.push(() => bench.close());
  const { run } = await bench.run({ action: "promote", instance: idAt(one) });
  expect(run.state).toBe("succeeded");

  await ask(one, [["ACL", "SETUSER", "operator", "resetpass", ">another"]]);
  await ask(one, [["CLIENT", "KILL", "USER", "operator"]]);
  const refused = await bench.run({ action: "promote", instance: idAt(group.primary) });
  expect(refused.run).toMatchObject({
    state: "unchanged",
    steps: [{ state: "failed" }, { state: "skipped" }, {}, {}],
  });
  expect(rolesIn(await bench.fleet.refresh("orders"))[idAt(one)]).toBe("primary");

  const written = JSON.stringify([
    bench.lines,
    bench.heard,
    await bench.store.runs.list({ limit: 10 }),
    refused.plan,
  ]);
  expect(written).toContain(idAt(one));
  expect(written).not.toContain(secret);
});

test("with the gate closed nothing is planned or started", async () => {
  const { bench } = await start(1);
  const gated = createActions({
    fleet: bench.fleet,
    store: bench.store,
    gate: { enabled: false, reason: "listen is 0.0.0.0, which is not loopback." },
    backups: bench.backups,
    settings: { failoverTimeoutSeconds: 1, planLifeSeconds: 1 },
    clock: Date.now,
    log: pino({ level: "silent" }),
  });
  const refusal = {
    status: 403,
    code: "actions-disabled",
    detail: "listen is 0.0.0.0, which is not loopback.",
  };
  await expect(gated.plan("orders", { action: "backup" })).rejects.toMatchObject(refusal);
  await expect(gated.start({ plan: "x" }, "ana", null)).rejects.toMatchObject(refusal);
});

test("with the gate closed a run that was left behind is ended with nothing sent, and says how to release what it held", async () => {
  const { group, bench, one } = await start(1);
  const plan = await bench.plan({ action: "backup", instance: idAt(one) });
  const guard = numbered([
    {
      kind: "fence-writes",
      instance: idAt(one),
      peer: null,
      text: "",
      proof: "",
      command: ["CONFIG", "SET", "x", "9"],
    },
    {
      kind: "unfence-writes",
      instance: idAt(one),
      peer: null,
      text: "",
      proof: "",
      command: ["CONFIG", "SET", "x", "0"],
    },
  ]);
  const run = newRun({ ...plan, steps: guard }, "ana", Date.now());
  const [fence = never(), unfence = never()] = run.steps;
  const lease = await bench.store.runs.insert(
    { ...run, steps: [{ ...fence, state: "done" }, unfence] },
    null,
  );
  await bench.store.leases.release(lease);
  const gated = createActions({
    fleet: bench.fleet,
    store: bench.store,
    gate: { enabled: false, reason: "Actions are switched off." },
    backups: bench.backups,
    settings: { failoverTimeoutSeconds: 1, planLifeSeconds: 1 },
    clock: Date.now,
    log: pino({ level: "silent" }),
  });
  await gated.recover();
  await gated.close();
  expect(await bench.store.runs.get(run.id)).toMatchObject({
    state: "unknown",
    summary: expect.stringContaining("Actions are off here, so nothing was sent."),
    advice: `redis-cli -h ${one.host} -p ${one.port} CONFIG SET x 0`,
  });
  for (const server of group.all) expect(await callsOf(server, "config|set")).toBe(0);
  expect(await bench.store.runs.unfinished()).toEqual([]);
});
