import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { PlanRequest } from "@/lib/contract";
import type { LocalServer } from "@/server/local";
import { ask } from "@/server/testing/ask";
import { seedOf, untilGroup } from "@/server/testing/fleet";
import { startGroup, startTestServer, stopServers, type TestGroup } from "@/server/testing/group";
import { changesHeard, type Overheard, overhear } from "@/server/testing/overhear";
import { serverMatrix } from "@/server/testing/versions";
import { type Bench, idAt, openBench } from "./bench/bench.fixture";

const never = (): never => {
  throw new Error("missing");
};
const [binary = never()] = (await serverMatrix()).filter(({ version }) => version.startsWith("7."));

// The primary, two replicas of its own, and one below the second; beside them a primary of another group, full of keys.
let group: TestGroup;
let foreign: LocalServer;
let bench: Bench;
let ears: readonly Overheard[] = [];
let [primary, free, middle, leaf, stranger]: readonly string[] = [];
beforeAll(async () => {
  [group, foreign] = await Promise.all([
    startGroup({ binary, replicas: 2, chained: 1 }),
    startTestServer(binary),
  ]);
  await ask(group.primary, [["SET", "ours", "1"]]);
  await ask(foreign, [["SET", "theirs", "1"]]);
  bench = await openBench({ servers: group.all });
  await bench.fleet.addGroup({ name: "carts", seeds: [seedOf(foreign)] });
  [primary, free, middle, leaf] = group.all.map(idAt);
  stranger = idAt(foreign);
  ears = await Promise.all([...group.all, foreign].map(overhear));
});
afterAll(async () => {
  await bench?.close();
  await group?.stop();
  await stopServers(foreign === undefined ? [] : [foreign]);
});

const listenAnew = async (): Promise<void> => void (await Promise.all(ears.map((ear) => ear.anew())));
const heard = (): Promise<string[]> => changesHeard(ears);
beforeEach(listenAnew);

const id = (name: string | undefined): string => name ?? never();

test.each<[string, () => PlanRequest, string]>([
  [
    "an instance of another group",
    () => ({ action: "repoint", instance: id(free), upstream: id(stranger) }),
    "unknown-upstream",
  ],
  [
    "an address that no group has",
    () => ({ action: "repoint", instance: id(free), upstream: "10.0.0.1:6379" }),
    "unknown-upstream",
  ],
  [
    "a name that leads to a member",
    () => ({ action: "repoint", instance: id(free), upstream: `localhost:${group.primary.port}` }),
    "unknown-upstream",
  ],
  ["a text", () => ({ action: "repoint", instance: id(free), upstream: "REPLICAOF" }), "unknown-upstream"],
  [
    "an instance of another group, as the one to be attached",
    () => ({ action: "attach", instance: id(stranger), upstream: id(primary) }),
    "unknown-instance",
  ],
  [
    "an instance of another group, among several moves",
    () => ({
      action: "rearrange",
      instance: id(primary),
      moves: [{ replica: id(free), upstream: id(stranger) }],
    }),
    "unknown-upstream",
  ],
  [
    "an instance of another group, as what moves",
    () => ({
      action: "relieve",
      instance: id(primary),
      moves: [{ replica: id(stranger), upstream: id(free) }],
    }),
    "unknown-instance",
  ],
])("R7: %s is never followed: no plan is made, and nothing is sent", async (_, request, code) => {
  await expect(bench.plan(request())).rejects.toMatchObject({ status: 404, code });
  expect(await heard()).toEqual([]);
});

test("R7: a primary of another group does not attach to ours, asked for in its own group", async () => {
  await expect(
    bench.actions.plan("carts", { action: "attach", instance: id(stranger), upstream: id(primary) }),
  ).rejects.toMatchObject({ status: 404, code: "unknown-upstream" });
  expect(await heard()).toEqual([]);
});

test.each<[string, () => PlanRequest, string]>([
  ["a replica to itself", () => ({ action: "repoint", instance: id(free), upstream: id(free) }), "no-ring"],
  [
    "a replica to what is below it",
    () => ({ action: "repoint", instance: id(middle), upstream: id(leaf) }),
    "no-ring",
  ],
  [
    "the primary to itself",
    () => ({ action: "attach", instance: id(primary), upstream: id(primary) }),
    "no-ring",
  ],
  [
    "the primary to a replica of its own",
    () => ({ action: "attach", instance: id(primary), upstream: id(free) }),
    "no-ring",
  ],
  [
    "the primary to a replica two links below it",
    () => ({ action: "attach", instance: id(primary), upstream: id(leaf) }),
    "no-ring",
  ],
  [
    "the primary, as if it were a replica",
    () => ({ action: "repoint", instance: id(primary), upstream: id(free) }),
    "target-role",
  ],
  [
    "a replica to itself, among several moves",
    () => ({
      action: "rearrange",
      instance: id(primary),
      moves: [{ replica: id(free), upstream: id(free) }],
    }),
    "something-to-move",
  ],
  [
    "a replica to what is below it by then",
    () => ({
      action: "rearrange",
      instance: id(primary),
      moves: [
        { replica: id(free), upstream: id(leaf) },
        { replica: id(middle), upstream: id(free) },
      ],
    }),
    "something-to-move",
  ],
  [
    "the primary, among several moves",
    () => ({ action: "flatten", instance: id(free), moves: [{ replica: id(primary), upstream: id(free) }] }),
    "something-to-move",
  ],
])("R7: no plan points %s: it has no step, cannot run, and nothing is sent", async (_, request, check) => {
  const plan = await bench.plan(request());
  expect(plan.steps).toEqual([]);
  expect(plan.checks.filter(({ status }) => status === "fail").map(({ code }) => code)).toContain(check);
  await expect(bench.start(plan)).rejects.toMatchObject({ status: 422, code: "checks-failed" });
  expect(await heard()).toEqual([]);
});

test("R7: a primary with keys of its own is attached only by the group's name, typed, and then hears the inventory's host and port", async () => {
  const detached = group.replicas[0] ?? never();
  await ask(detached, [
    ["REPLICAOF", "NO", "ONE"],
    ["SET", "own", "x".repeat(1000)],
  ]);
  await untilGroup(bench.fleet, "orders", "it is a primary", ({ instances }) =>
    instances.some((one) => one.id === id(free) && one.role === "primary"),
  );
  const plan = await bench.plan({ action: "attach", instance: id(free), upstream: id(primary) });
  expect(plan.confirm).toMatchObject({ tier: 3, type: "orders" });
  await listenAnew();
  for (const confirm of [
    undefined,
    { accepted: true as const },
    ...["", "Orders", "orders ", "carts"].map((text) => ({ accepted: true as const, text })),
  ])
    await expect(
      bench.actions.start({ plan: plan.id, ...(confirm && { confirm }) }, "ana", null),
    ).rejects.toMatchObject({ status: 422, code: "confirmation-required" });
  expect(await heard()).toEqual([]);
  const run = await bench.ended(await bench.start(plan));
  expect(run.state).toBe("succeeded");
  expect(await heard()).toEqual([`REPLICAOF ${group.primary.host} ${group.primary.port}`, "CONFIG REWRITE"]);
});

test("R7: a replica that became a primary behind the plan's back keeps its data: the re-point is void", async () => {
  const plan = await bench.plan({ action: "repoint", instance: id(leaf), upstream: id(primary) });
  expect(plan.checks.filter(({ status }) => status === "fail")).toEqual([]);
  const leafServer = group.all[3] ?? never();
  await ask(leafServer, [["REPLICAOF", "NO", "ONE"]]);
  await listenAnew();
  await expect(bench.start(plan)).rejects.toMatchObject({ status: 409, code: "plan-stale" });
  expect(await heard()).toEqual([]);
});
