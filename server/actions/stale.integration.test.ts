import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import type { Plan, PlanRequest } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import { ask, replicationField } from "@/server/testing/ask";
import { DelayLine } from "@/server/testing/delay-line";
import { untilGroup } from "@/server/testing/fleet";
import { linkUp, startGroup, startReplica, stopServers, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { startWriter } from "@/server/testing/writer";
import { type Bench, idAt, openBench, settled } from "./bench/bench.fixture";
import { callsOf } from "./bench/stats.fixture";
import { startWriters } from "./bench/writers.fixture";
import { changesSince } from "./planning";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const never = (): never => {
  throw new Error("missing");
};
const [binary = never()] = (await serverMatrix()).filter(({ version }) => !version.startsWith("6."));

interface Scene {
  readonly group: TestGroup;
  readonly bench: Bench;
  readonly primary: LocalServer;
  readonly target: LocalServer;
  readonly sibling: LocalServer;
}

async function stage(): Promise<Scene> {
  const group = await startGroup({ binary, replicas: 2 });
  closing.push(() => group.stop());
  const bench = await openBench({ servers: group.all });
  closing.push(() => bench.close());
  const [target = never(), sibling = never()] = group.replicas;
  return { group, bench, primary: group.primary, target, sibling };
}

/** What a plan sends and what may change a role, counted over all servers. */
const telling = ["failover", "replicaof", "slaveof", "client|pause", "config|set", "config|rewrite"];
const told = async (servers: readonly LocalServer[]): Promise<number> => {
  const counts = await Promise.all(
    servers.flatMap((server) => telling.map((command) => callsOf(server, command))),
  );
  return counts.reduce((sum, calls) => sum + calls, 0);
};

/** Starts the plan after a change; the sentences by which it is refused, once it is clear that nothing was sent. */
async function refusal(bench: Bench, plan: Plan, servers: readonly LocalServer[]): Promise<string> {
  const before = await told(servers);
  const refused: unknown = await bench.start(plan).catch((problem: unknown) => problem);
  expect(refused).toMatchObject({ status: 409, code: "plan-stale", extra: { errors: expect.any(Array) } });
  expect(await told(servers)).toBe(before);
  expect(await bench.store.runs.list({ limit: 10 })).toEqual([]);
  return refused instanceof Error ? refused.message : "";
}

/** A password that nobody asks for: the upstream refuses the login, once a second, until it is taken away. */
const cutLink = (replica: LocalServer) =>
  ask(replica, [
    ["CONFIG", "SET", "masterauth", "wrong"],
    ["CLIENT", "KILL", "TYPE", "master"],
  ]);
const mendLink = (replica: LocalServer) => ask(replica, [["CONFIG", "SET", "masterauth", ""]]);
const linkDown = (server: LocalServer) =>
  waitFor(
    `the link of ${idAt(server)} is down`,
    async () => (await replicationField(server, "master_link_status")) === "down",
  );

const changes: [string, (scene: Scene) => Promise<unknown>, (scene: Scene) => RegExp][] = [
  [
    "the primary was made a replica and a primary again: all roles look as before",
    async ({ primary, sibling, target, bench }) => {
      await ask(primary, [
        ["REPLICAOF", sibling.host, String(sibling.port)],
        ["REPLICAOF", "NO", "ONE"],
      ]);
      await Promise.all([target, sibling].map(linkUp));
      await settled(bench.fleet, 3);
    },
    ({ primary }) =>
      new RegExp(
        `${idAt(primary)} counts in another history now, \\w{8}…; it was \\w{8}…: its role was changed`,
      ),
  ],
  [
    "a replica was made a primary",
    ({ sibling }) => ask(sibling, [["REPLICAOF", "NO", "ONE"]]),
    ({ sibling }) => new RegExp(`${idAt(sibling)} is primary now; it was replica\\.`),
  ],
  [
    "a replica was pointed elsewhere",
    ({ sibling, target }) => ask(sibling, [["REPLICAOF", target.host, String(target.port)]]),
    ({ primary, sibling, target }) =>
      new RegExp(`${idAt(sibling)} follows ${idAt(target)} now; it followed ${idAt(primary)}\\.`),
  ],
  [
    "the target's link went down",
    async ({ target }) => {
      await cutLink(target);
      await linkDown(target);
    },
    ({ target }) => new RegExp(`The link of ${idAt(target)} is \\w+ now; it was up\\.`),
  ],
  [
    "an instance stopped answering",
    ({ sibling }) => sibling.kill(),
    ({ sibling }) => new RegExp(`${idAt(sibling)} can't be reached now; it could before\\.`),
  ],
  [
    "a replica joined",
    async ({ primary, bench }) => {
      const more = await startReplica(binary, primary);
      closing.push(() => stopServers([more]));
      await settled(bench.fleet, 4);
    },
    () => /:\d+ joined\./,
  ],
];

test.each(changes)("a plan is void when %s", async (_what, change, sentence) => {
  const scene = await stage();
  const plan = await scene.bench.plan({ action: "promote", instance: idAt(scene.target) });
  await change(scene);
  expect(
    await refusal(
      scene.bench,
      plan,
      scene.group.all.filter((one) => one.state !== "exited"),
    ),
  ).toMatch(sentence(scene));
});

test("a plan is void when a link that was down has come up", async () => {
  const { target, bench, group } = await stage();
  await cutLink(target);
  await linkDown(target);
  const plan = await bench.plan({ action: "detach", instance: idAt(target) });
  await mendLink(target);
  await linkUp(target);
  expect(await refusal(bench, plan, group.all)).toMatch(
    new RegExp(`The link of ${idAt(target)} is up now; it was \\w+\\.`),
  );
});

test("a plan is void when the target is later than writes may pause", async () => {
  const group = await startGroup({ binary, replicas: 0 });
  closing.push(() => group.stop());
  const line = await DelayLine.start(group.primary);
  closing.push(() => line.close());
  const target = await startReplica(binary, line);
  closing.push(() => stopServers([target]));
  const bench = await openBench({
    servers: [group.primary, target],
    config: { addresses: { [`127.0.0.1:${line.port}`]: idAt(group.primary) } },
    failoverTimeoutSeconds: 1,
  });
  closing.push(() => bench.close());
  const stopWriter = await startWriter(group.primary, 10);
  closing.push(async () => stopWriter());
  await untilGroup(bench.fleet, "orders", "the lag is known", ({ instances }) =>
    instances.every((one) => one.role === "primary" || one.lagSeconds !== null),
  );
  const plan = await bench.plan({ action: "promote", instance: idAt(target) });
  line.delayMs = 2500;
  await untilGroup(bench.fleet, "orders", "the target is late", ({ instances }) =>
    instances.some((one) => (one.lagSeconds ?? 0) > 1.5),
  );
  expect(await refusal(bench, plan, [group.primary, target])).toMatch(
    /is \d(\.\d+)?\ss behind now, more than the 1(\.0)?\ss that writes may pause; it was/,
  );
});

test("writes alone never void a plan, however many", async () => {
  const group = await startGroup({
    binary,
    replicas: 2,
    chained: 1,
    settings: { "repl-backlog-size": "64mb" },
  });
  closing.push(() => group.stop());
  const [one = never(), two = never(), deep = never()] = group.replicas;
  const bench = await openBench({ servers: group.all });
  closing.push(() => bench.close());
  const writers = startWriters([group.primary], 8);
  closing.push(() => writers.stop());
  const requests: PlanRequest[] = [
    { action: "promote", instance: idAt(one) },
    { action: "promote", instance: idAt(one), oldPrimary: "out" },
    { action: "promote", instance: idAt(deep) },
    { action: "repoint", instance: idAt(two), upstream: idAt(one) },
    { action: "repoint", instance: idAt(deep), upstream: idAt(group.primary) },
    { action: "detach", instance: idAt(two) },
    { action: "backup" },
  ];
  const plans = await Promise.all(requests.map((request) => bench.plan(request)));
  const deps = {
    fleet: bench.fleet,
    store: bench.store,
    gate: { enabled: true, reason: null },
    backups: bench.backups,
    settings: { failoverTimeoutSeconds: 3, planLifeSeconds: 60 },
    clock: () => performance.timeOrigin + performance.now(),
    log: pino({ level: "silent" }),
  };
  const beganAt = writers.acknowledged();
  for (let round = 0; round < 40 || writers.acknowledged() < beganAt + 5000; round += 1)
    for (const plan of plans) expect(await changesSince(deps, plan)).toEqual([]);
  const [first = never()] = plans;
  expect((await bench.ended(await bench.start(first))).state).toBe("succeeded");
}, 60_000);
