import { createHash } from "node:crypto";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canonicalRow, noPrevious } from "@/lib/audit/canonical";
import { type AuditEntry, AuditPage, Plan, Run } from "@/lib/contract";
import { waitFor } from "@/server/testing/wait-for";
import { call } from "../tidemark.fixture";
import { type ApiBench, openApi } from "./api.fixture";

let api: ApiBench;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api?.close());

const page = (query: string) => api.read(`/api/audit?${query}`, AuditPage.strict());
const all = async (): Promise<AuditEntry[]> => (await page("limit=1000")).entries;
const newest = async (kind: string): Promise<AuditEntry> => {
  const [entry] = (await page(`kind=${kind}&limit=1`)).entries;
  if (entry === undefined) throw new Error(`no ${kind}`);
  return entry;
};

async function planned(request: object): Promise<Plan> {
  return Plan.parse((await api.tidemark.change("POST", "/api/groups/orders/plans", request)).json);
}

test("R19: A run is written down from its plan to its end, each command before it leaves", async () => {
  const plan = await planned({ action: "detach", instance: api.ids.replica });
  const started = await api.tidemark.change("POST", "/api/runs", {
    plan: plan.id,
    confirm: { accepted: true },
  });
  const run = Run.parse(started.json);
  await waitFor("the run has ended", async () => {
    return Run.parse((await api.tidemark.get(`/api/runs/${run.id}`)).json).endedAt !== null;
  });
  const rows = (await all()).filter((entry) => entry.run === run.id).reverse();
  expect(rows.map(({ kind, detail }) => [kind, detail.n ?? null])).toEqual([
    ["run-started", null],
    ["step-sent", 1],
    ["step-ended", 1],
    ["step-sent", 2],
    ["step-ended", 2],
    ["step-ended", 3],
    ["run-ended", null],
  ]);
  expect(rows[1]).toMatchObject({
    actor: "token:tests",
    group: "orders",
    instance: api.ids.replica,
    detail: { step: "replicaof-no-one", command: ["REPLICAOF", "NO", "ONE"] },
  });
  expect(rows[6]?.detail).toMatchObject({ state: "succeeded", advice: null });
  expect(await newest("plan")).toMatchObject({ detail: { plan: plan.id, request: plan.request } });

  const undo = await api.tidemark.change("POST", `/api/runs/${run.id}/undo`);
  expect(await newest("undo")).toMatchObject({
    run: run.id,
    detail: { plan: Plan.parse(undo.json).id, request: { action: "attach" } },
  });
});

test("R19: What is refused is written down with its reason", async () => {
  const change = api.tidemark.change;
  await change("POST", "/api/runs", { plan: "none" });
  expect(await newest("denied")).toMatchObject({ detail: { code: "plan-not-found", plan: "none" } });
  await change("POST", "/api/groups/orders/plans", { action: "detach", instance: 'evil,"\u202e:1' });
  expect(await newest("denied")).toMatchObject({
    group: "orders",
    instance: 'evil,"\u202e:1',
    detail: { code: "unknown-instance" },
  });
  const plan = await planned({ action: "attach", instance: api.ids.replica, upstream: api.ids.primary });
  expect((await change("POST", "/api/runs", { plan: plan.id })).status).toBe(422);
  expect(await newest("denied")).toMatchObject({
    group: "orders",
    instance: api.ids.replica,
    detail: { code: "confirmation-required", plan: plan.id, action: "attach" },
  });

  const headers = { "Content-Type": "application/json", Origin: "https://evil.example" };
  for (let i = 0; i < 30; i += 1)
    await call(`${api.tidemark.url}/api/groups/orders`, { method: "DELETE", headers });
  const socket = io(api.tidemark.url, {
    path: "/live",
    transports: ["websocket"],
    reconnection: false,
    extraHeaders: { Origin: "https://other.example" },
  });
  const denied = await waitFor("refused Origins are written down", async () => {
    const { entries } = await page("kind=denied&limit=1000");
    return entries.some(({ detail }) => detail.origin === "https://other.example") ? entries : null;
  });
  socket.close();
  expect(denied.find(({ detail }) => detail.origin === "https://evil.example")).toMatchObject({
    actor: null,
    detail: { code: "bad-origin", asked: "DELETE /api/groups/orders" },
  });
  // A page that asks on and on must not fill the disk: ten a minute, and two where a minute begins in between.
  const evil = denied.filter(({ detail }) => detail.origin === "https://evil.example");
  expect(evil.length).toBeLessThanOrEqual(20);
});

test("R19: Groups that come and go, and backups struck from the list, are written down", async () => {
  const seeds = ["redis://127.0.0.1:1"];
  await api.tidemark.change("POST", "/api/groups", { name: "carts", seeds, password: "canary-secret" });
  expect(await newest("group-added")).toMatchObject({ group: "carts", detail: { name: "carts" } });
  await api.tidemark.change("DELETE", "/api/groups/carts");
  expect(await newest("group-removed")).toMatchObject({ group: "carts" });
  expect(JSON.stringify(await all())).not.toContain("canary-secret");
});

test("R19: Each row's hash can be made anew from its file, and covers the row before it", async () => {
  const { text } = await api.tidemark.get("/api/audit?format=json");
  const entries = AuditPage.parse(JSON.parse(text)).entries.reverse();
  let previous = noPrevious;
  for (const { hash, ...entry } of entries) {
    expect(entry.previous).toBe(previous);
    const detail = JSON.stringify(entry.detail);
    expect(
      createHash("sha256")
        .update(canonicalRow({ ...entry, detail }))
        .digest("hex"),
    ).toBe(hash);
    previous = hash;
  }
  expect(entries.map(({ n }) => n)).toEqual(entries.map((_, i) => i + 1));
});

test("R19: It is read by group, kind, actor and time, page by page, and as CSV with harmless fields", async () => {
  const rows = await all();
  const paged: AuditEntry[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const answer: AuditPage = await page(`limit=7${cursor === "" ? "" : `&cursor=${cursor}`}`);
    paged.push(...answer.entries);
    cursor = answer.next;
  }
  expect(paged).toEqual(rows);
  expect((await page("group=carts")).entries.map(({ kind }) => kind)).toEqual([
    "group-removed",
    "group-added",
  ]);
  expect((await page("actor=nobody")).entries).toEqual([]);
  const at = Date.parse(rows.at(-1)?.at ?? "");
  expect((await page(`to=${at}`)).entries).toEqual([]);
  expect((await page(`from=${at}&limit=1000`)).entries).toHaveLength(rows.length);

  const csv = await api.tidemark.get("/api/audit?format=csv");
  expect(csv.headers["content-disposition"]).toMatch(/^attachment; filename="tidemark-audit-.*Z\.csv"$/);
  const [head, first] = csv.text.split("\r\n");
  expect(head).toBe("n,at,actor,kind,group,instance,run,detail,previous,hash");
  expect(first?.startsWith(`${rows[0]?.n},`)).toBe(true);
  // A comma and a quotation mark that somebody sent stay in their field.
  expect(csv.text).toContain('"evil,""\u202e:1"');
  expect((await api.tidemark.get("/api/audit?kind=none")).status).toBe(400);
});
