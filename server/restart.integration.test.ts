import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { Event, Group, History, Past } from "@/lib/contract";
import { refused } from "./http/api.fixture";
import { idAt } from "./testing/fleet";
import { startGroup, type TestGroup } from "./testing/group";
import { serverMatrix } from "./testing/versions";
import { waitFor } from "./testing/wait-for";
import { startForTest, type TestTidemark } from "./tidemark.fixture";

const AWAY_MS = 60_000;

let servers: TestGroup;
let dataDir = "";
let running: TestTidemark | null = null;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-restart-"));
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  servers = await startGroup({ binary, replicas: 1 });
});
afterEach(async () => {
  await running?.close();
  await servers?.stop();
  rmSync(dataDir, { recursive: true });
});

async function start(): Promise<TestTidemark> {
  running = await startForTest([`redis://${idAt(servers.primary)}`], { dataDir });
  return running;
}

/** Ends it, and lets all that was kept be older by a minute. */
async function awayForAMinute(tidemark: TestTidemark): Promise<void> {
  await tidemark.close();
  running = null;
  const raw = new Database(join(dataDir, "tidemark.db"));
  for (const table of ["samples", "pictures"])
    raw.prepare(`update ${table} set at_ms = at_ms - ?`).run(AWAY_MS);
  raw.close();
}

const groupWhen = (tidemark: TestTidemark, what: string, holds: (group: Group) => boolean) =>
  waitFor(what, async () => {
    const group = Group.safeParse((await tidemark.get("/api/groups/orders")).json);
    return group.success && holds(group.data) ? group.data : null;
  });
const pastAt = (tidemark: TestTidemark, ms: number) => tidemark.get(`/api/groups/orders/past?at=${ms}`);
const isMissed = (group: Group) => group.findings.some(({ code }) => code === "instance-unreachable");

test("After a restart there are the past and a gap: of both nothing is lost, and of the gap nothing is made up", async () => {
  const first = await start();
  const [primary, replica] = [idAt(servers.primary), idAt(servers.replicas[0] ?? servers.primary)];
  await groupWhen(
    first,
    "the group is well",
    ({ status, instances }) => status === "ok" && instances.length === 2,
  );
  servers.replicas[0]?.pause();
  const before = await groupWhen(first, "the replica is missed", isMissed);
  const beforeMs = Date.parse(before.sampledAt ?? "");
  await waitFor("that is kept", async () => {
    const past = Past.safeParse((await pastAt(first, beforeMs + 100)).json);
    return past.success && isMissed(past.data.group);
  });
  await awayForAMinute(first);
  const [oldMs, closedMs] = [beforeMs + 100 - AWAY_MS, Date.now() - AWAY_MS];

  const second = await start();
  const startedMs = Date.now();
  const now = await groupWhen(second, "the replica is missed still", isMissed);
  const finding = (group: Group) => group.findings.find(({ code }) => code === "instance-unreachable");
  expect(finding(now)?.since).toBe(finding(before)?.since);

  const past = Past.parse((await pastAt(second, oldMs)).json);
  expect(finding(past.group)?.since).toBe(finding(before)?.since);
  expect(past.group.instances.find(({ id }) => id === replica)).toMatchObject({
    reachable: false,
    upstream: primary,
  });
  expect(past.group.instances.find(({ id }) => id === primary)?.offset).not.toBeNull();

  const gap = await waitFor("both sides of the gap are known", async () => {
    const answer = await refused(pastAt(second, startedMs - AWAY_MS / 2));
    return /before it end at .* after it begin at/.test(answer.detail) ? answer : null;
  });
  expect(gap).toMatchObject({ status: 404, code: "no-picture" });

  const { t, stepMs, series, states } = await waitFor("the history goes on", async () => {
    const answer = await second.get(
      `/api/groups/orders/history?metrics=offset&from=${oldMs - 5_000}&to=${Date.now()}&points=2000`,
    );
    const read = History.parse(answer.json);
    const offsets = read.series.find(({ instance }) => instance === primary)?.last ?? [];
    return read.t.some((start, i) => start > startedMs && offsets[i] != null) ? read : null;
  });
  const offsets = series.find(({ instance }) => instance === primary)?.last ?? [];
  const worst = states.find(({ instance }) => instance === replica)?.worst ?? [];
  const during = (from: number, to: number) =>
    t.flatMap((start, i) => (start >= from && start + stepMs <= to ? [i] : []));
  const beforeIt = during(oldMs - 5_000, closedMs + stepMs);
  expect(beforeIt.some((i) => offsets[i] != null)).toBe(true);
  expect(beforeIt.map((i) => worst[i])).toContain("unreachable");
  const inGap = during(closedMs, startedMs - 2_000);
  expect(inGap.length).toBeGreaterThan(40);
  for (const i of inGap) expect([offsets[i], worst[i]]).toEqual([null, null]);

  const { events } = z.object({ events: z.array(Event) }).parse((await second.get("/api/events")).json);
  const firstStartMs = beforeMs - 10_000;
  const old = events.filter(({ at }) => Date.parse(at) > firstStartMs && Date.parse(at) < closedMs + AWAY_MS);
  expect(old.map(({ type, instance }) => [type, instance])).toContainEqual(["instance-down", replica]);
  expect(events.filter(({ type }) => type === "gap")).toHaveLength(1);
});
