import { join } from "node:path";
import { io } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { Event, Group, Health, History, Plan } from "@/lib/contract";
import { asTest } from "@/server/testing/who";
import { refused } from "./http/api.fixture";
import { ask } from "./testing/ask";
import { idAt } from "./testing/fleet";
import { startGroup, type TestGroup } from "./testing/group";
import { type SmallDisk, smallDisk } from "./testing/small-disk";
import { serverMatrix } from "./testing/versions";
import { waitFor } from "./testing/wait-for";
import { startForTest, type TestTidemark } from "./tidemark.fixture";

let disk: SmallDisk;
let servers: TestGroup;
let tidemark: TestTidemark;
beforeEach(async () => {
  disk = smallDisk(2);
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  servers = await startGroup({ binary, replicas: 1 });
  tidemark = await startForTest([`redis://${idAt(servers.primary)}`], { dataDir: join(disk.dir, "data") });
});
afterEach(async () => {
  await tidemark?.close();
  await servers?.stop();
  disk?.close();
});

const health = async () => Health.parse((await tidemark.get("/api/health")).json);
const events = async () =>
  z.object({ events: z.array(Event) }).parse((await tidemark.get("/api/events")).json).events;
/** When the newest sample that is shown was taken, once the group is as it should be. Unix milliseconds. */
const shownMs = async () => {
  const { sampledAt, instances } = Group.parse((await tidemark.get("/api/groups/orders")).json);
  return sampledAt !== null && instances.length === 2 ? Date.parse(sampledAt) : null;
};
const saves = async () =>
  /rdb_saves:(\d+)/.exec(String(await ask(servers.primary, [["INFO", "persistence"]])))?.[1];

test("A full disk stops the history and the actions, not the live view, says so, and is over by itself", async () => {
  const heard: string[] = [];
  const socket = io(tidemark.url, {
    path: "/live",
    transports: ["websocket"],
    extraHeaders: { Origin: tidemark.url, ...asTest },
  });
  await socket.timeout(5_000).emitWithAck("watch", { groups: "*" });
  socket.on("event", (event) => heard.push(Event.parse(event).title));
  const beforeMs = await waitFor("the group is shown", shownMs);
  const made = await tidemark.change("POST", "/api/groups/orders/plans", {
    action: "backup",
    method: "bgsave",
  });
  const plan = Plan.parse(made.json);
  const savesBefore = await saves();
  expect(await health()).toMatchObject({ store: "ok", storeProblem: null, status: "ok" });

  disk.fill();
  const ill = await waitFor("the store is known to fail", async () => {
    const now = await health();
    return now.store === "failing" ? now : null;
  });
  expect(ill.status).toBe("degraded");
  expect(ill.storeProblem).toMatch(/^The disk that holds the store is full\. Free some space/);
  await waitFor("the open page is told", () => heard.includes("The history has stopped"));
  const run = { plan: plan.id, confirm: { accepted: true } };
  const no = { status: 503, code: "store-failing" };
  expect(await refused(tidemark.change("POST", "/api/runs", run))).toMatchObject(no);
  const another = tidemark.change("POST", "/api/groups/orders/plans", { action: "backup" });
  expect(await refused(another)).toMatchObject(no);
  expect(await saves()).toBe(savesBefore);
  const stoppedMs = Date.now();
  await waitFor(
    "the live view has gone on for seconds",
    async () => ((await shownMs()) ?? 0) > stoppedMs + 3_000,
  );

  const freedMs = Date.now();
  disk.free();
  await waitFor("the store is well again", async () => (await health()).store === "ok");
  expect((await health()).storeProblem).toBeNull();
  const gap = await waitFor("the gap is an event that is kept", async () => {
    return (await events()).find((event) => event.type === "gap" && event.group === "orders") ?? null;
  });
  expect(gap.title).toMatch(/^No history for \d/);
  expect(gap.detail).toContain("The disk that holds the store is full.");
  await waitFor("the history goes on", async () => ((await shownMs()) ?? 0) > freedMs + 3_000);
  const answer = await tidemark.get(
    `/api/groups/orders/history?metrics=offset&from=${beforeMs}&to=${freedMs + 2_000}&points=2000`,
  );
  const { t, stepMs, series, states } = History.parse(answer.json);
  expect(stepMs).toBe(1_000);
  const values = series.find((one) => one.instance === idAt(servers.primary))?.last ?? [];
  const inGap = t.flatMap((start, i) => (start > stoppedMs && start + stepMs < freedMs - 1_000 ? [i] : []));
  expect(inGap.length).toBeGreaterThan(0);
  for (const i of inGap) expect([values[i], states[0]?.worst[i]]).toEqual([null, null]);
  const first = t.find((start, i) => start >= freedMs && (values[i] ?? null) !== null);
  expect((first ?? Number.POSITIVE_INFINITY) - freedMs).toBeLessThanOrEqual(2_000);
  socket.close();
});
