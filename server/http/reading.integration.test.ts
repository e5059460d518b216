import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  AftermathAnswer,
  Backup,
  CandidateList,
  ClientList,
  Event,
  EventPage,
  Experiment,
  Group,
  GroupSummary,
  Guide,
  Health,
  History,
  InstanceDetail,
  Lab,
  Lineage,
  Run,
  Schedule,
  UpstreamOption,
  WhatIf,
} from "@/lib/contract";
import { waitFor } from "@/server/testing/wait-for";
import { type ApiBench, openApi } from "./api.fixture";

let api: ApiBench;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api?.close());

test("Health counts the instances and says whether actions may run", async () => {
  const health = await api.read("/api/health", Health.strict());
  expect(health).toMatchObject({
    status: "ok",
    instances: { total: 2, reachable: 2 },
    store: "ok",
    actions: { enabled: true, reason: null },
    pollIntervalMs: 100,
    demo: false,
    historyKeepMs: 2_592_000_000,
    backups: { maxAgeSeconds: 93_600, scheduled: false },
    lag: { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1_048_576 },
  });
});

test("The list of groups has one row for each, with its worst values", async () => {
  const { groups } = await api.read(
    "/api/groups",
    z.strictObject({ groups: z.array(GroupSummary.strict()) }),
  );
  expect(groups).toMatchObject([
    {
      id: "orders",
      primary: api.ids.primary,
      replicas: { online: 1, total: 1 },
      worstLagBytes: 0,
      run: null,
    },
  ]);
});

test("A group has its instances, both found from the replica alone", async () => {
  const group = await api.read("/api/groups/orders", Group.strict());
  expect(group.instances.map((one) => [one.id, one.role]).sort()).toEqual(
    [
      [api.ids.primary, "primary"],
      [api.ids.replica, "replica"],
    ].sort(),
  );
});

test("A group tells its histories, and who stands where", async () => {
  const { branches } = await api.read("/api/groups/orders/lineage", Lineage.strict());
  expect(branches).toHaveLength(1);
  expect(branches[0]?.members.map(({ instance }) => instance).sort()).toEqual(
    [api.ids.primary, api.ids.replica].sort(),
  );
});

test("A group ranks its replicas as the next primary, with the reasons", async () => {
  const { candidates } = await api.read("/api/groups/orders/candidates", CandidateList.strict());
  expect(candidates).toMatchObject([{ instance: api.ids.replica, rank: 1, verdict: "best" }]);
  expect(candidates[0]?.reasons.map(({ code }) => code)).toContain("link");
});

test("Each instance tells what following another would cost it", async () => {
  const { upstreams } = await api.read(
    `/api/instances/${encodeURIComponent(api.ids.primary)}/upstreams`,
    z.strictObject({ upstreams: z.array(UpstreamOption.strict()) }),
  );
  expect(upstreams).toMatchObject([
    {
      upstream: api.ids.replica,
      action: "attach",
      allowed: false,
      reason: expect.stringContaining("replicates from"),
    },
  ]);
});

test("A group says what a set-up of it would follow from, and where each fact was seen; settings that nobody compares stay untold", async () => {
  const guide = await waitFor("a write rate is known", async () => {
    const seen = await api.read("/api/groups/orders/guide", Guide.strict());
    return seen.writeBytesPerSecond === null ? null : seen;
  });
  expect(guide).toMatchObject({
    group: "orders",
    primary: { value: api.ids.primary },
    replicas: { value: [{ address: api.ids.replica, follows: api.ids.primary }] },
    tls: { value: false, seen: `tls-replication of ${api.ids.primary}` },
    auth: null,
    sentinel: null,
    persistence: { value: "none" },
    minReplicas: { value: 0 },
  });
  const names = guide.settings.flatMap(({ values }) => Object.keys(values ?? {}));
  expect(names).toContain("repl-backlog-size");
  expect(names).not.toContain("dir");
});

test("A group in which nobody was promoted has no aftermath", async () => {
  expect(await api.read("/api/groups/orders/aftermath", AftermathAnswer.strict())).toEqual({
    aftermath: null,
  });
});

test("An instance says who is connected to it, Tidemark among them, and how many writes it refused", async () => {
  const list = await api.read(
    `/api/instances/${encodeURIComponent(api.ids.replica)}/clients`,
    ClientList.strict(),
  );
  expect(list.clients.map(({ kind }) => kind)).toContain("tidemark");
  expect(list.clients.map(({ kind }) => kind)).toContain("upstream");
  expect(list.clients).toHaveLength(list.total);
});

test("Each instance tells what its death would cost", async () => {
  const told = await api.read(
    `/api/instances/${encodeURIComponent(api.ids.primary)}/what-if`,
    WhatIf.strict(),
  );
  expect(told).toMatchObject({ role: "primary", successor: { instance: api.ids.replica }, survivors: [] });
});

test("An instance, asked for by its URL-encoded id, has its INFO fields and settings", async () => {
  const detail = await waitFor("slow facts", async () => {
    const one = await api.read(
      `/api/instances/${encodeURIComponent(api.ids.replica)}`,
      InstanceDetail.strict(),
    );
    return Object.keys(one.info).length > 0 ? one : null;
  });
  expect(detail.info).toMatchObject({ redis_mode: "standalone" });
  expect(Object.keys(detail.config ?? {})).not.toEqual([]);
});

test("History has one series for each instance and metric, on one time axis", async () => {
  const history = await waitFor("a sample is kept", async () => {
    const answer = await api.read(
      "/api/groups/orders/history?metrics=offset,lagBytes&points=30",
      History.strict(),
    );
    return answer.series.length === 4 ? answer : null;
  });
  for (const series of history.series) expect(series.max).toHaveLength(history.t.length);
  const offsets = history.series.find((one) => one.metric === "offset");
  expect(offsets?.last.some((value) => value !== null)).toBe(true);
  expect(offsets?.last[0]).toBeNull();
});

test("History takes moments as ISO 8601 or as Unix milliseconds", async () => {
  const [from, to] = [Date.now() - 60_000, Date.now()];
  const iso = (ms: number) => new Date(ms).toISOString();
  const a = await api.read(`/api/groups/orders/history?from=${from}&to=${to}`, History);
  const b = await api.read(`/api/groups/orders/history?from=${iso(from)}&to=${iso(to)}`, History);
  expect(a.t).toEqual(b.t);
});

test.each([
  ["/api/events", EventPage.strict().extend({ events: z.array(Event.strict()) })],
  ["/api/events?group=orders&type=link-down&limit=5", EventPage.strict()],
  ["/api/events?type=link-down,link-up&severity=critical,warning&run=x&q=eu", EventPage.strict()],
  ["/api/runs?action=promote&state=succeeded&actor=local", z.strictObject({ runs: z.array(Run) })],
  ["/api/runs", z.strictObject({ runs: z.array(Run.strict()) })],
  ["/api/runs?group=orders&limit=1", z.strictObject({ runs: z.array(Run) })],
  ["/api/backups", z.strictObject({ backups: z.array(Backup.strict()) })],
  ["/api/schedules", z.strictObject({ schedules: z.array(Schedule.strict()) })],
  ["/api/lab", Lab.strict()],
  [
    "/api/lab/experiments?kind=sync&place=throwaway&state=done",
    z.strictObject({ experiments: z.array(Experiment) }),
  ],
  ["/api/backups?group=orders", z.strictObject({ backups: z.array(Backup) })],
])("%s answers as documented", async (path, schema) => {
  await api.read(path, schema);
});

test("The metrics are Prometheus text, with a line for each instance and none for what is unknown", async () => {
  const { headers, text } = await api.tidemark.get("/metrics");
  expect(headers["content-type"]).toMatch(/^text\/plain/);
  const on = (id: string) => `{group="orders",instance="${id}"}`;
  expect(text).toContain(`tidemark_instance_up${on(api.ids.primary)} 1`);
  expect(text).toContain(`tidemark_link_up${on(api.ids.replica)} 1`);
  expect(text).not.toContain(`tidemark_link_up${on(api.ids.primary)}`);
  expect(text).not.toContain(`tidemark_replication_lag_bytes${on(api.ids.primary)} 0`);
  expect(text).toMatch(/tidemark_replication_offset_bytes\{.*\} \d+/);
  expect(text).toMatch(/tidemark_instance_info\{.*role="replica",version="[\d.]+"\} 1/);
  expect(text).toMatch(/tidemark_full_resyncs_total\{.*\} [1-9]/);
  expect(text).toMatch(/tidemark_poll_duration_seconds_count\{.*\} [1-9]/);
});

test("The OpenAPI document names every route, and every schema it refers to", async () => {
  const document = z
    .object({ openapi: z.literal("3.1.0"), paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .loose()
    .parse((await api.tidemark.get("/api/openapi.json")).json);
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routes.sort()).toEqual(
    [
      "GET /api/health",
      "GET /api/openapi.json",
      "GET /api/access",
      "POST /api/access/sign-in",
      "POST /api/access/sign-out",
      "POST /api/access/link",
      "POST /api/access/setup",
      "POST /api/access/confirm",
      "POST /api/access/password",
      "POST /api/access/totp",
      "POST /api/access/totp/confirm",
      "POST /api/access/totp/remove",
      "GET /api/access/sessions",
      "DELETE /api/access/sessions/{id}",
      "GET /api/users",
      "POST /api/users",
      "POST /api/users/{id}",
      "POST /api/users/{id}/link",
      "DELETE /api/users/{id}",
      "GET /api/tokens",
      "POST /api/tokens",
      "DELETE /api/tokens/{id}",
      "GET /api/schedules",
      "GET /api/lab",
      "POST /api/lab/throwaway",
      "POST /api/groups/{group}/lab",
      "GET /api/lab/experiments",
      "POST /api/lab/experiments",
      "GET /api/lab/experiments/{id}",
      "DELETE /api/lab/experiments/{id}",
      "POST /api/lab/experiments/{id}/stop",
      "POST /api/lab/experiments/{id}/links",
      "GET /metrics",
      "POST /api/backups/{id}/drill",
      "GET /api/groups",
      "POST /api/groups",
      "GET /api/groups/{group}",
      "DELETE /api/groups/{group}",
      "GET /api/groups/{group}/aftermath",
      "GET /api/groups/{group}/guide",
      "GET /api/groups/{group}/history",
      "GET /api/groups/{group}/candidates",
      "GET /api/groups/{group}/lineage",
      "GET /api/groups/{group}/past",
      "DELETE /api/groups/{group}/instances/{id}",
      "POST /api/groups/{group}/plans",
      "GET /api/instances/{id}",
      "GET /api/instances/{id}/clients",
      "GET /api/instances/{id}/upstreams",
      "GET /api/instances/{id}/what-if",
      "GET /api/events",
      "GET /api/audit",
      "GET /api/plans/{id}",
      "GET /api/runs",
      "POST /api/runs",
      "GET /api/runs/{id}",
      "POST /api/runs/{id}/cancel",
      "POST /api/runs/{id}/undo",
      "GET /api/backups",
      "GET /api/backups/{id}",
      "POST /api/backups/{id}/accept",
      "POST /api/backups/{id}/recheck",
      "GET /api/backups/{id}/rdb",
      "DELETE /api/backups/{id}",
    ].sort(),
  );
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(new Set(references).size).toBeGreaterThan(5);
  for (const name of references) expect(text).toContain(`"${name}":{`);
});

test("Every answer forbids sniffing and keeping", async () => {
  for (const path of ["/api/health", "/api/none", "/metrics"]) {
    const { headers } = await api.tidemark.get(path);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["cache-control"]).toBe("no-store");
  }
});

test("A page cannot be framed or sniffed", async () => {
  const { text, headers } = await api.tidemark.get("/");
  expect(text).toBe("page");
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
  });
});
