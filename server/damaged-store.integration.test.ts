import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { Event, Group, Health, Plan } from "@/lib/contract";
import { refused } from "./http/api.fixture";
import { idAt } from "./testing/fleet";
import { startGroup, type TestGroup } from "./testing/group";
import { serverMatrix } from "./testing/versions";
import { waitFor } from "./testing/wait-for";
import { startForTest, type TestTidemark } from "./tidemark.fixture";

let servers: TestGroup;
let dataDir = "";
const started: TestTidemark[] = [];
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-damaged-"));
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  servers = await startGroup({ binary, replicas: 1 });
});
afterEach(async () => {
  for (const tidemark of started.splice(0)) await tidemark.close();
  await servers?.stop();
  rmSync(dataDir, { recursive: true });
});

async function start(): Promise<TestTidemark> {
  const tidemark = await startForTest([`redis://${idAt(servers.primary)}`], { dataDir });
  started.push(tidemark);
  await waitFor("the group is shown", async () => {
    const group = Group.safeParse((await tidemark.get("/api/groups/orders")).json);
    return group.success && group.data.status === "ok" && group.data.instances.length === 2;
  });
  return tidemark;
}
async function stop(): Promise<void> {
  for (const tidemark of started.splice(0)) await tidemark.close();
}
const healthOf = async (tidemark: TestTidemark) => Health.parse((await tidemark.get("/api/health")).json);
async function damageEvents(tidemark: TestTidemark): Promise<Event[]> {
  const { events } = z.object({ events: z.array(Event) }).parse((await tidemark.get("/api/events")).json);
  return events.filter((event) => event.title === "The store was damaged");
}
const plan = (tidemark: TestTidemark) =>
  tidemark.change("POST", "/api/groups/orders/plans", { action: "backup" });

test("A damaged store does not keep Tidemark from watching, is told everywhere, and acting waits for a person", async () => {
  await start();
  await stop();
  const file = join(dataDir, "tidemark.db");
  const bytes = readFileSync(file);
  bytes.fill(0xaa, 0, 100);
  writeFileSync(file, bytes);

  const tidemark = await start();
  const words = /^The store was damaged and lies aside as (\S+); .* Actions are off until then\.$/;
  const health = await healthOf(tidemark);
  expect(health).toMatchObject({
    status: "degraded",
    store: "ok",
    storeProblem: expect.stringMatching(words),
  });
  expect(health.actions).toEqual({ enabled: false, reason: health.storeProblem });
  expect(await refused(plan(tidemark))).toMatchObject({
    status: 403,
    code: "actions-disabled",
    detail: health.storeProblem,
  });
  const aside = words.exec(health.storeProblem ?? "")?.[1] ?? "";
  expect(readFileSync(aside).equals(bytes)).toBe(true);
  const told = tidemark.log.find((line) => line.includes(aside));
  expect(JSON.parse(told ?? "{}")).toMatchObject({ level: 50, msg: health.storeProblem });
  const [event] = await waitFor("the event", async () => {
    const events = await damageEvents(tidemark);
    return events.length > 0 ? events : null;
  });
  expect(event).toMatchObject({ severity: "critical", group: null, detail: health.storeProblem });
  await stop();

  const again = await start();
  expect(await healthOf(again)).toMatchObject({ storeProblem: health.storeProblem, status: "degraded" });
  expect(await damageEvents(again)).toHaveLength(1);
  rmSync(aside);
  expect(await healthOf(again)).toMatchObject({
    storeProblem: null,
    status: "ok",
    actions: { enabled: true },
  });
  expect(Plan.parse((await plan(again)).json).action).toBe("backup");
  expect(readdirSync(dataDir).filter((name) => name.includes("damaged"))).toEqual([]);
});
