import { afterEach, expect, test } from "vitest";
import type { PlanRequest } from "@/lib/contract";
import { makePlan } from "@/lib/plan";
import { freePort, type LocalServer } from "@/server/local";
import type { Fleet } from "@/server/ports";
import { ask } from "@/server/testing/ask";
import { groupConfig, idAt, instanceAt, seedOf, testFleet, untilGroup } from "@/server/testing/fleet";
import { startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";

const servers: LocalServer[] = [];
let fleet: Fleet | null = null;
afterEach(async () => {
  await fleet?.close();
  await stopServers(servers.splice(0));
});

const matrix = await serverMatrix();
const own = matrix.find(({ version }) => version.startsWith("7.")) ?? matrix[0];

/** The command of a plan's first step, where nothing forbids it. */
async function commandFor(of: Fleet, request: PlanRequest): Promise<readonly string[]> {
  const group = await of.refresh("orders");
  const settings = { failoverTimeoutSeconds: 5, planLifeSeconds: 60 };
  const facts = { members: of.members("orders"), resolve: of.resolver("orders"), nowMs: Date.now() };
  const made = makePlan(request, { group, ...facts, id: "plan-1", settings });
  if (!made.ok) throw new Error(made.error.detail);
  return made.value.steps[0]?.command ?? [];
}

test("nodes of a cluster are shown with their ids and slots, and a plan's command does what it says", async () => {
  if (own === undefined) throw new Error("there is no server");
  const node = async (): Promise<LocalServer> => {
    const bus = String(await freePort("127.0.0.1"));
    const settings = { "cluster-enabled": "yes", "cluster-port": bus, "cluster-require-full-coverage": "no" };
    const server = await startTestServer(own, settings);
    servers.push(server);
    return server;
  };
  const [first, second] = [await node(), await node()];
  await ask(first, [["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]]);
  const nodesAt = async (server: LocalServer) => String(await ask(server, [["CLUSTER", "NODES"]]));
  const myId = String(await ask(first, [["CLUSTER", "MYID"]]));
  const bus = /@(\d+)/.exec(await nodesAt(second))?.[1] ?? "";
  await ask(first, [["CLUSTER", "MEET", second.host, String(second.port), bus]]);
  await waitFor("they know each other", async () =>
    (await nodesAt(second)).includes(`${myId} ${idAt(first)}@`),
  );

  fleet = await testFleet([groupConfig([seedOf(first), seedOf(second)])]);
  const seen = await untilGroup(
    fleet,
    "orders",
    "both have told",
    ({ instances }) => instances.length === 2 && instances.every(({ cluster }) => cluster !== null),
  );
  expect(seen.mode).toBe("cluster");
  expect(instanceAt(seen, first).cluster).toEqual({ nodeId: myId, slots: 16_384, flags: [] });
  expect(instanceAt(seen, second).cluster).toMatchObject({ slots: 0 });

  const attach = await commandFor(fleet, {
    action: "attach",
    instance: idAt(second),
    upstream: idAt(first),
  });
  expect(attach).toEqual(["CLUSTER", "REPLICATE", myId]);
  await ask(second, [attach]);
  await untilGroup(
    fleet,
    "orders",
    "it replicates as everywhere",
    (group) =>
      instanceAt(group, second).upstream === idAt(first) && instanceAt(group, second).link?.state === "up",
  );

  const promote = await commandFor(fleet, { action: "promote", instance: idAt(second) });
  expect(promote).toEqual(["CLUSTER", "FAILOVER"]);
  // The primary heeds it only once it has heard that this is its replica (cluster.c, clusterProcessPacket, MFSTART).
  await waitFor("the primary knows its replica", async () =>
    (await nodesAt(first)).includes(`slave ${myId}`),
  );
  await ask(second, [promote]);
  await untilGroup(fleet, "orders", "it is the primary", ({ primary }) => primary === idAt(second));
});
