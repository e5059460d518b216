import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { io } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { Event, Group, Health, History, Plan, Problem } from "@/lib/contract";
import { listen } from "@/server/testing/listen";
import { asTest } from "@/server/testing/who";
import { ask } from "./testing/ask";
import { idAt } from "./testing/fleet";
import { startGroup, type TestGroup } from "./testing/group";
import { serverMatrix } from "./testing/versions";
import { waitFor } from "./testing/wait-for";
import { startForTest, type TestTidemark } from "./tidemark.fixture";

let closers: (() => unknown)[] = [];
beforeEach(() => {
  closers = [];
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
});

async function servers(): Promise<TestGroup> {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  const group = await startGroup({ binary, replicas: 1 });
  closers.push(() => group.stop());
  return group;
}

async function start(...args: Parameters<typeof startForTest>): Promise<TestTidemark> {
  const tidemark = await startForTest(...args);
  closers.push(() => tidemark.close());
  return tidemark;
}

const seedOf = (group: TestGroup) => `redis://${idAt(group.primary)}`;

const groupWhen = (tidemark: TestTidemark, what: string, holds: (group: Group) => boolean) =>
  waitFor(what, async () => {
    const group = Group.safeParse((await tidemark.get("/api/groups/orders")).json);
    return group.success && holds(group.data) ? group.data : null;
  });
const isWell = (group: Group) => group.status === "ok" && group.instances.length === 2;

async function eventsOf(tidemark: TestTidemark): Promise<Event[]> {
  return z.object({ events: z.array(Event) }).parse((await tidemark.get("/api/events")).json).events;
}

describe("Ports", () => {
  async function takenPort(): Promise<number> {
    const other = createServer();
    closers.push(() => other.close());
    return listen(other);
  }

  test("A taken port ends the start with one line that names it, and leaves nothing running", async () => {
    const port = await takenPort();
    const settings = { listen: { host: "127.0.0.1", port } };
    await expect(startForTest([], { settings })).rejects.toMatchObject({
      code: "port-taken",
      detail: expect.stringContaining(`127.0.0.1:${port} is taken`),
    });
  });

  test("A taken port is passed over where that is asked for", async () => {
    const port = await takenPort();
    const settings = { listen: { host: "127.0.0.1", port } };
    const tidemark = await start([], { settings, options: { passOverTakenPorts: true } });
    expect(Number(new URL(tidemark.url).port)).toBeGreaterThan(port);
    expect((await tidemark.get("/api/health")).status).toBe(200);
  });

  test("A bad group ends the start, and frees the port again", async () => {
    const port = await takenPort();
    for (const close of closers.splice(0)) close();
    const settings = { listen: { host: "127.0.0.1", port } };
    await expect(startForTest(["nonsense:x:y"], { settings })).rejects.toMatchObject({ code: "bad-group" });
    const tidemark = await start([], { settings });
    expect(tidemark.url).toBe(`http://127.0.0.1:${port}`);
  });
});

describe("Actions", () => {
  test("are off where the settings say so, and every place says why", async () => {
    const group = await servers();
    const settings = { actions: { enabled: false, failoverTimeoutMs: 5_000 } };
    const tidemark = await start([seedOf(group)], { settings });
    const why = "Actions are switched off";
    expect(tidemark.log.join("")).toContain(why);
    const { actions } = Health.parse((await tidemark.get("/api/health")).json);
    expect(actions).toEqual({ enabled: false, reason: expect.stringContaining(why) });
    const refused = await tidemark.change("POST", "/api/groups/orders/plans", { action: "backup" });
    expect(Problem.parse(refused.json)).toMatchObject({ status: 403, code: "actions-disabled" });
  });

  test("are refused before anything is sent when the store fails, while the live view goes on", async () => {
    const group = await servers();
    const tidemark = await start([seedOf(group)]);
    const before = await groupWhen(tidemark, "the group is well", isWell);
    const made = await tidemark.change("POST", "/api/groups/orders/plans", { action: "backup" });
    const plan = Plan.parse(made.json);
    const saves = async () => String(await ask(group.primary, [["INFO", "persistence"]]));
    const rdbSaves = (info: string) => /rdb_saves:(\d+)/.exec(info)?.[1];
    const savesBefore = rdbSaves(await saves());

    const other = new Database(`${tidemark.dataDir}/tidemark.db`);
    closers.push(() => other.close());
    other.exec("begin exclusive");
    const refused = await tidemark.change("POST", "/api/runs", {
      plan: plan.id,
      confirm: { accepted: true },
    });
    expect(Problem.parse(refused.json)).toMatchObject({ status: 503, code: "store-failing" });
    // By the next write of samples at the latest.
    const ill = await waitFor("the store is known to fail", async () => {
      const now = Health.parse((await tidemark.get("/api/health")).json);
      return now.store === "failing" ? now : null;
    });
    expect(ill.status).toBe("degraded");
    await groupWhen(
      tidemark,
      "a newer sample came in",
      (now) => (now.sampledAt ?? "") > (before.sampledAt ?? ""),
    );
    expect(rdbSaves(await saves())).toBe(savesBefore);

    other.exec("rollback");
    await waitFor("the store is well again", async () => {
      return Health.parse((await tidemark.get("/api/health")).json).store === "ok";
    });
  });
});

test("A restart keeps the history and the age of a finding, and marks the pause as a gap", async () => {
  const group = await servers();
  const dataDir = mkdtempSync(join(tmpdir(), "tidemark-restart-"));
  closers.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await startForTest([seedOf(group)], { dataDir });
  await groupWhen(first, "the group is well", isWell);
  group.replicas[0]?.pause();
  const missed = (now: Group) => now.findings.some((finding) => finding.code === "instance-unreachable");
  const before = await groupWhen(first, "the replica is missed", missed);
  await first.close();

  const raw = new Database(join(dataDir, "tidemark.db"));
  raw.exec("update samples set at_ms = at_ms - 60000");
  raw.close();

  const second = await start([seedOf(group)], { dataDir });
  const after = await groupWhen(second, "the replica is missed still", missed);
  expect(after.findings[0]?.since).toBe(before.findings[0]?.since);
  const gap = await waitFor("the gap", async () => {
    return (await eventsOf(second)).find((event) => event.type === "gap") ?? null;
  });
  expect(gap).toMatchObject({ group: "orders", title: expect.stringMatching(/^No samples for 1\sm/) });
  const history = History.parse((await second.get("/api/groups/orders/history?metrics=offset")).json);
  expect(history.series.length).toBeGreaterThan(0);
});

describe("Secrets", () => {
  test("never leave: not in any answer, frame, log line or error", async () => {
    const canary = "c4nary-s3cret";
    const group = await servers();
    for (const server of group.all)
      await ask(server, [
        ["CONFIG", "SET", "masterauth", canary],
        ["CONFIG", "SET", "requirepass", canary],
      ]);
    const seed = `redis://:${canary}@${idAt(group.primary)}`;
    const tidemark = await start([seed]);
    const seen: string[] = [];
    const socket = io(tidemark.url, {
      path: "/live",
      transports: ["websocket"],
      extraHeaders: { Origin: tidemark.url, ...asTest },
    });
    closers.push(() => socket.close());
    socket.onAny((...frame: unknown[]) => seen.push(JSON.stringify(frame)));
    seen.push(JSON.stringify(await socket.timeout(5_000).emitWithAck("watch", { groups: "*" })));
    await groupWhen(tidemark, "the group is well", isWell);

    const [replica] = group.replicas;
    if (replica === undefined) throw new Error("no replica");
    const paths = [
      "/api/health",
      "/api/groups",
      "/api/groups/orders",
      "/api/events",
      "/api/runs",
      "/api/backups",
      "/metrics",
      "/api/openapi.json",
    ];
    for (const path of [...paths, `/api/instances/${encodeURIComponent(idAt(replica))}`])
      seen.push((await tidemark.get(path)).text);
    const bodies = [
      { name: "wrong", seeds: [`redis://:${canary}@127.0.0.1:1:1`] },
      { name: "wrong", seeds: [], password: canary },
      { name: "again", seeds: [seed], password: canary },
      { name: "far", seeds: [`redis://user:${canary}@127.0.0.1:1`], password: canary },
    ];
    for (const body of bodies) seen.push((await tidemark.change("POST", "/api/groups", body)).text);
    const plan = { action: "repoint", instance: idAt(replica), upstream: idAt(group.primary) };
    seen.push((await tidemark.change("POST", "/api/groups/orders/plans", plan)).text);
    await ask(replica, [["CONFIG", "SET", "requirepass", "other"]], {
      login: { username: null, password: canary },
    });
    await waitFor("frames came", () => seen.some((line) => line.startsWith('["tick"')));

    const encoded = [canary, Buffer.from(canary).toString("base64"), encodeURIComponent(`:${canary}@`)];
    for (const form of encoded)
      expect([...seen, ...tidemark.log].filter((line) => line.includes(form))).toEqual([]);
  });
});
