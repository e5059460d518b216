import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { Experiment, ExperimentList, Lab, Problem } from "@/lib/contract";
import { createStore } from "@/server/store";
import { experimentAt } from "@/server/store/objects.fixture";
import { ask } from "@/server/testing/ask";
import { seedOf } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { asTest } from "@/server/testing/who";
import { startForTest, type TestTidemark } from "../tidemark.fixture";

let group: TestGroup;
let tidemark: TestTidemark;
beforeAll(async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  group = await startGroup({ binary, replicas: 1 });
  tidemark = await startForTest(group.all.map(seedOf));
  await waitFor("the group is known", async () => {
    const { groups } = await read("/api/lab", Lab);
    return groups.some(({ instances }) => instances.length === 2);
  });
});
afterAll(async () => {
  await tidemark?.close();
  await group?.stop();
});

async function read<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  return schema.parse((await tidemark.get(path)).json);
}
async function post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.output<S>> {
  const answer = await tidemark.change("POST", path, body);
  expect(answer.text).not.toContain('"code"');
  return schema.parse(answer.json);
}
const refused = async (path: string, body: unknown) => {
  const { status, json } = await tidemark.change("POST", path, body);
  const { code, detail } = Problem.parse(json);
  return { status, code, detail };
};
const ended = (id: string) =>
  waitFor(
    "it has ended",
    async () => {
      const now = await read(`/api/lab/experiments/${id}`, Experiment);
      return now.state === "running" ? null : now;
    },
    60_000,
  );
const allow = (path: string, allowed = true) => tidemark.change("POST", path, { allowed });
const keysOf = async (prefix: string) => String(await ask(group.primary, [["KEYS", `${prefix}*`]]));

const experiments = "/api/lab/experiments";
const inGroup = { place: "group", group: "orders" } as const;
const throwaway = { place: "throwaway" } as const;
const short = { kind: "consistency", seconds: 1, keys: 5, modes: ["replica", "read-latest"] } as const;

test("nothing runs anywhere until an admin has allowed it, in each place by itself, and no longer than that", async () => {
  for (const [where, path] of [
    [inGroup, "/api/groups/orders/lab"],
    [throwaway, "/api/lab/throwaway"],
  ] as const) {
    const request = { where, settings: { ...short, seconds: 1 } };
    expect(await refused(experiments, request)).toMatchObject({ status: 403, code: "lab-not-allowed" });
    expect((await allow(path)).status).toBe(204);
    const { id } = await post(experiments, request, Experiment);
    expect(await ended(id)).toMatchObject({
      state: "done",
      error: null,
      environment: { tidemark: expect.any(String) },
    });
    await allow(path, false);
    expect(await refused(experiments, request)).toMatchObject({ code: "lab-not-allowed" });
  }
  const entries = (await tidemark.get("/api/audit?kind=lab-allowed")).text;
  expect(entries.match(/"lab-allowed"/g)).toHaveLength(4);
});

test("a resync that would take too long is refused with the time, before anything is started", async () => {
  await allow("/api/lab/throwaway");
  const settings = { kind: "sync", dataBytes: [64 * 1_048_576], bytesPerSecond: [1_000] };
  expect(await refused(experiments, { where: throwaway, settings })).toMatchObject({
    status: 422,
    code: "lab-not-possible",
    detail: expect.stringMatching(/^It would take about 1\sd\s13\sh, and an experiment may take 4\sh/),
  });
  expect((await read("/api/lab", Lab)).running).toBeNull();
  await allow("/api/lab/throwaway", false);
});

test("in a group what goes beyond its limits is refused with each setting that does", async () => {
  await allow("/api/groups/orders/lab");
  const answer = await refused(experiments, {
    where: inGroup,
    settings: { kind: "scaling", replicas: [0, 1], keys: 100_000, valueBytes: 65_536 },
  });
  expect(answer).toMatchObject({ status: 422, code: "lab-not-possible" });
  for (const path of [
    "settings.chained",
    "settings.readsPerSecond",
    "settings.writesPerSecond",
    "settings.keys",
  ])
    expect(answer.detail).toContain(path);
  expect(await refused(experiments, { where: inGroup, settings: { kind: "sync" } })).toMatchObject({
    code: "lab-not-possible",
  });
});

test("an experiment in a group is told while it runs, is stopped, keeps what it has, and leaves no key", async () => {
  await allow("/api/groups/orders/lab");
  const told: Experiment[] = [];
  const socket = io(tidemark.url, {
    path: "/live",
    transports: ["websocket"],
    extraHeaders: { ...asTest, Origin: tidemark.url },
  });
  socket.on("experiment", (experiment: Experiment) => told.push(experiment));
  await new Promise((resolve) => socket.emit("watch", { groups: "*" }, resolve));
  const settings = { ...short, seconds: 300 };
  const { id } = await post(experiments, { where: inGroup, settings, note: "to be stopped" }, Experiment);
  const prefix = `tidemark:lab:${id}:`;
  await waitFor("its keys are there", async () => (await keysOf(prefix)).includes(prefix));
  expect(Number(await ask(group.primary, [["PTTL", `${prefix}0`]]))).toBeGreaterThan(0);
  expect(await refused(experiments, { where: inGroup, settings })).toMatchObject({
    status: 409,
    code: "lab-busy",
    detail: expect.stringContaining(id),
  });
  expect(await read("/api/lab", Lab)).toMatchObject({ running: id });
  const remove = await tidemark.change("DELETE", `${experiments}/${id}`);
  expect(Problem.parse(remove.json)).toMatchObject({ code: "experiment-running" });
  await waitFor("figures are told", () => told.some(({ result }) => result !== null));
  await post(`${experiments}/${id}/stop`, {}, Experiment);
  const end = await ended(id);
  expect(end).toMatchObject({
    state: "stopped",
    note: "to be stopped",
    cleanUp: expect.stringMatching(/5 keys/),
  });
  expect(end.result).toMatchObject({ kind: "consistency" });
  expect(await keysOf(prefix)).toBe("");
  expect(end.environment?.servers.map(({ role }) => role).toSorted()).toEqual(["primary", "replica"]);
  await waitFor("its end is told", () => told.at(-1)?.state === "stopped");
  socket.close();
  expect(await refused(`${experiments}/${id}/stop`, {})).toMatchObject({
    status: 409,
    code: "experiment-ended",
  });
});

test("the links of throw-away servers are changed while it runs, and the servers are gone afterwards", async () => {
  await allow("/api/lab/throwaway");
  const settings = { ...short, seconds: 300, replicas: 1, modes: ["replica"] };
  const { id } = await post(experiments, { where: throwaway, settings }, Experiment);
  await waitFor(
    "its links are offered",
    async () => (await read(`${experiments}/${id}`, Experiment)).links.length > 0,
    30_000,
  );
  const weather = { delayMs: 250, paused: false, cut: false, bytesPerSecond: null };
  expect(await refused(`${experiments}/${id}/links`, { replica: "replica-7", weather })).toMatchObject({
    code: "not-found",
    detail: expect.stringContaining("replica-1"),
  });
  const changed = await post(`${experiments}/${id}/links`, { replica: "replica-1", weather }, Experiment);
  expect(changed.links).toEqual([{ replica: "replica-1", weather }]);
  await waitFor(
    "stale reads are seen",
    async () => {
      const { result } = await read(`${experiments}/${id}`, Experiment);
      return result?.kind === "consistency" && (result.modes[0]?.stale ?? 0) > 0;
    },
    30_000,
  );
  const lab = join(tidemark.dataDir, "lab");
  expect(readdirSync(lab)).toHaveLength(1);
  await post(`${experiments}/${id}/stop`, {}, Experiment);
  const end = await ended(id);
  expect(end).toMatchObject({
    state: "stopped",
    links: [],
    result: { faults: [{ replica: "replica-1", weather }] },
  });
  expect(readdirSync(lab)).toEqual([]);
});

test("what was measured is listed, saved as CSV and JSON, and deleted", async () => {
  const { experiments: all } = await read(
    `${experiments}?state=stopped&kind=consistency&limit=1`,
    ExperimentList,
  );
  const [newest] = all;
  if (newest === undefined) throw new Error("none is listed");
  const csv = await tidemark.get(`${experiments}/${newest.id}?format=csv`);
  expect(csv.headers["content-type"]).toContain("text/csv");
  expect(csv.headers["content-disposition"]).toMatch(/attachment; filename="tidemark-consistency-.*\.csv"/);
  expect(csv.text).toContain(newest.id);
  const json = await tidemark.get(`${experiments}/${newest.id}?format=json`);
  expect(Experiment.parse(JSON.parse(json.text))).toEqual(newest);
  expect((await tidemark.change("DELETE", `${experiments}/${newest.id}`)).status).toBe(204);
  expect((await tidemark.get(`${experiments}/${newest.id}`)).status).toBe(404);
});

test("one that a process left behind is ended with the next start of another, and its keys are removed", async () => {
  const store = await createStore(tidemark.dataDir, {
    tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }],
    pollIntervalMs: 1_000,
  });
  await store.experiments.insert(experimentAt("left-behind", { state: "running", where: inGroup }), []);
  await ask(group.primary, [["SET", "tidemark:lab:left-behind:3", "x"]]);
  await store.close();
  await allow("/api/groups/orders/lab");
  const { id } = await post(experiments, { where: inGroup, settings: short }, Experiment);
  expect(await read(`${experiments}/left-behind`, Experiment)).toMatchObject({
    state: "interrupted",
    cleanUp: "1 key removed.",
  });
  expect(await keysOf("tidemark:lab:left-behind:")).toBe("");
  await ended(id);
  expect(existsSync(join(tidemark.dataDir, "lab", "left-behind-1"))).toBe(false);
});
