import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AuditPage, Backup, Group, Plan, Run } from "@/lib/contract";
import { asTest } from "@/server/testing/who";
import { refused } from "./http/api.fixture";
import { ask } from "./testing/ask";
import { idAt } from "./testing/fleet";
import { startGroup, type TestGroup } from "./testing/group";
import { serverMatrix } from "./testing/versions";
import { waitFor } from "./testing/wait-for";
import { startForTest, type TestTidemark } from "./tidemark.fixture";

// Two operators, each with a Tidemark of their own on one store.

let servers: TestGroup;
let one: TestTidemark;
let two: TestTidemark;
let socket: Socket | null = null;
beforeEach(async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  servers = await startGroup({ binary, replicas: 1 });
  one = await startForTest([`redis://${idAt(servers.primary)}`]);
  two = await startForTest([`redis://${idAt(servers.primary)}`], { dataDir: one.dataDir });
});
afterEach(async () => {
  socket?.close();
  await two?.close();
  await one?.close();
  await servers?.stop();
});

const groupAt = async (tidemark: TestTidemark) =>
  Group.parse((await tidemark.get("/api/groups/orders")).json);
const planAt = async (tidemark: TestTidemark, request: object): Promise<Plan> =>
  Plan.parse((await tidemark.change("POST", "/api/groups/orders/plans", request)).json);
const start = (tidemark: TestTidemark, plan: Plan, key?: string) =>
  tidemark.change(
    "POST",
    "/api/runs",
    { plan: plan.id, confirm: { accepted: true } },
    key === undefined ? {} : { "Idempotency-Key": key },
  );

test("A run of one is on the other's page within a second, keeps its group busy there, and its plan and backup are there", async () => {
  const [replica] = servers.replicas;
  if (replica === undefined) throw new Error("no replica");
  const request = { action: "backup", instance: idAt(replica) };
  for (const tidemark of [one, two])
    await waitFor("both know the group", async () => {
      const { instances, status } = await groupAt(tidemark);
      return instances.length === 2 && status === "ok";
    });
  await ask(servers.primary, [["MSET", ...Array.from({ length: 300 }, (_, n) => [`k${n}`, "v"]).flat()]]);
  await ask(replica, [["CONFIG", "SET", "rdb-key-save-delay", "5000"]]);
  const heard: { runs: Run[]; backups: Backup[]; groups: Group[] } = { runs: [], backups: [], groups: [] };
  socket = io(two.url, {
    path: "/live",
    transports: ["websocket"],
    extraHeaders: { Origin: two.url, ...asTest },
  });
  await socket.timeout(5_000).emitWithAck("watch", { groups: "*" });
  socket.on("run", (run) => heard.runs.push(Run.parse(run)));
  socket.on("backup", (backup) => heard.backups.push(Backup.parse(backup)));
  socket.on("group", (group) => heard.groups.push(Group.parse(group)));

  const [plan, other] = [await planAt(one, request), await planAt(two, request)];
  const run = Run.parse((await start(one, plan, "a-key")).json);
  // The winner's run is in the store at once, before any page shows it.
  expect(await refused(start(two, other))).toMatchObject({ status: 409, code: "group-busy", run: run.id });
  const sameKey = Run.parse((await start(two, other, "a-key")).json);
  expect(sameKey.id).toBe(run.id);
  await waitFor("the other's page is told", () => heard.runs.some(({ id }) => id === run.id), 1_500);
  await waitFor("it shows the group as busy", () => heard.groups.some((group) => group.run === run.id));
  expect(Plan.parse((await two.get(`/api/plans/${plan.id}`)).json)).toEqual(plan);

  await waitFor("its end is told", () => heard.runs.some(({ state }) => state === "succeeded"));
  await waitFor("the group is free", async () => (await groupAt(two)).run === null);
  await waitFor("its backup is told", () => heard.backups.some(({ state }) => state === "verified"));
  const { events } = JSON.parse((await one.get("/api/events?type=run-ended")).text);
  expect(events).toHaveLength(1);
  const denied = AuditPage.parse((await two.get("/api/audit?kind=denied")).json).entries;
  expect(denied).toMatchObject([{ detail: { code: "group-busy", busyWith: run.id } }]);
});
