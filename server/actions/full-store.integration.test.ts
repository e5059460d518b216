import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { type SmallDisk, smallDisk } from "@/server/testing/small-disk";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { eventAt } from "../store/objects.fixture";
import { type Actor, buildActor, removeActor, startActor } from "./bench/actor-process.fixture";
import { idAt, openBench } from "./bench/bench.fixture";
import { callsOf, heldOn, writeMs } from "./bench/stats.fixture";

// What cannot be written down is not done; what holds writes back is released all the same.

const lease = { lengthMs: 1_500, renewEveryMs: 300 };
/** Everything a run may send that changes anything. */
const changing = [
  "failover",
  "replicaof",
  "bgsave",
  "config|set",
  "config|rewrite",
  "client|pause",
  "config",
];

const never = (): never => {
  throw new Error("missing");
};
const matrix = await serverMatrix();
const pick = (prefix: string) => matrix.find(({ name }) => name.startsWith(prefix)) ?? never();

beforeAll(buildActor);
afterAll(removeActor);

let disk: SmallDisk;
let group: TestGroup | null = null;
let actor: Actor | null = null;
beforeEach(() => {
  disk = smallDisk(2);
});
afterEach(async () => {
  actor?.child.kill("SIGKILL");
  await actor?.ended;
  actor = null;
  await group?.stop();
  group = null;
  disk.close();
});

const changes = async (servers: TestGroup): Promise<number> => {
  let calls = 0;
  for (const server of servers.all) for (const command of changing) calls += await callsOf(server, command);
  return calls;
};

test("R19: a run whose store is full is refused before anything is sent, and runs once there is room", async () => {
  group = await startGroup({ binary: pick("redis-7"), replicas: 1 });
  const [replica = never()] = group.replicas;
  const bench = await openBench({ servers: group.all, dataDir: join(disk.dir, "data") });
  const plan = await bench.plan({ action: "promote", instance: idAt(replica) });
  const before = await changes(group);
  disk.fill();
  await waitFor("the store is full", () =>
    bench.store.events.append([eventAt(0)]).then(
      () => false,
      () => true,
    ),
  );
  await expect(bench.start(plan)).rejects.toMatchObject({ status: 503, code: "store-failing" });
  expect(await changes(group)).toBe(before);
  disk.free();
  expect((await bench.ended(await bench.start(plan))).state).toBe("succeeded");
  expect(await callsOf(group.primary, "failover")).toBe(1);
  await bench.close();
});

test("R19: on a disk that became read-only nothing starts, and no instance hears of it", async () => {
  group = await startGroup({ binary: pick("redis-7"), replicas: 1 });
  const [replica = never()] = group.replicas;
  const dataDir = join(disk.dir, "data");
  const servers = group.all.map(({ host, port }) => ({ host, port }));
  // A run is left behind, which the next start would take up.
  actor = startActor({
    bench: { servers, dataDir },
    request: { action: "promote", instance: idAt(replica) },
    failpoint: "run.before-send:1",
  });
  expect(await actor.ended).toBe("SIGKILL");
  const before = await changes(group);
  disk.makeReadOnly();
  await expect(openBench({ servers, dataDir })).rejects.toMatchObject({ code: "store-failing" });
  expect(await changes(group)).toBe(before);
});

test("R19: a store that is full in the midst of a run keeps the next step here, not the release; the run is ended when there is room", async () => {
  // hold-pings, fence, await-offset, promote, …
  group = await startGroup({ binary: pick("redis-6"), replicas: 1 });
  const [replica = never()] = group.replicas;
  const dataDir = join(disk.dir, "data");
  const servers = group.all.map(({ host, port }) => ({ host, port }));
  const peer = await openBench({ servers, dataDir, lease });
  actor = startActor({
    bench: { servers, dataDir, lease },
    request: { action: "promote", instance: idAt(replica) },
    failpoint: "run.after-journal:2:stop",
  });
  await actor.stopped();
  expect((await heldOn(group.primary)).minReplicas).not.toBe("0");
  disk.fill();
  await waitFor("the store is full", () =>
    peer.store.events.append([eventAt(0)]).then(
      () => false,
      () => true,
    ),
  );
  actor.child.kill("SIGCONT");
  await waitFor(
    "the fence is gone",
    async () => (await heldOn(group?.primary ?? never())).minReplicas === "0",
  );
  expect(await writeMs(group.primary)).toBeLessThan(500);
  expect(await callsOf(replica, "replicaof")).toBe(0);

  const [left = never()] = await peer.store.runs.unfinished();
  await peer.actions.recover();
  disk.free();
  expect(await peer.ended(left)).toMatchObject({ state: "unchanged" });
  expect(await heldOn(group.primary)).toEqual({ minReplicas: "0", pingSeconds: "1" });
  expect(await callsOf(replica, "replicaof")).toBe(0);
  await peer.close();
});
