import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  Backup,
  Event,
  Group,
  GroupSummary,
  Health,
  History,
  InstanceDetail,
  Plan,
  Problem,
  Run,
} from "@/lib/contract";
import { idAt } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { call, startForTest, type TestTidemark } from "../tidemark.fixture";

let servers: TestGroup;
let tidemark: TestTidemark;
let ids: { primary: string; replica: string };

beforeAll(async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  servers = await startGroup({ binary, replicas: 1 });
  const [replica] = servers.replicas;
  if (replica === undefined) throw new Error("no replica");
  ids = { primary: idAt(servers.primary), replica: idAt(replica) };
  tidemark = await startForTest([`redis://${ids.replica}`]);
  await waitFor("the group is known and ok", async () => {
    const group = Group.safeParse((await tidemark.get("/api/groups/orders")).json);
    return group.success && group.data.status === "ok" && group.data.instances.length === 2;
  });
});
afterAll(async () => {
  await tidemark?.close();
  await servers?.stop();
});

/** Reads an answer by its schema, strictly: a field too many would be outside the contract. */
async function read<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const answer = await tidemark.get(path);
  expect([path, answer.status]).toEqual([path, 200]);
  expect(answer.headers["content-type"]).toMatch(/^application\/json/);
  return schema.parse(answer.json);
}

/** A refusal in the shape of RFC 9457. */
async function refused(answer: ReturnType<typeof call>): Promise<z.infer<typeof Problem>> {
  const { status, headers, json } = await answer;
  expect(headers["content-type"]).toBe("application/problem+json");
  const problem = Problem.parse(json);
  expect(problem.status).toBe(status);
  expect(problem.type).toContain(problem.code);
  return problem;
}

describe("Reading", () => {
  test("Health counts the instances and says whether actions may run", async () => {
    const health = await read("/api/health", Health.strict());
    expect(health).toMatchObject({
      status: "ok",
      instances: { total: 2, reachable: 2 },
      store: "ok",
      actions: { enabled: true, reason: null },
      pollIntervalMs: 100,
      demo: false,
      lag: { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1_048_576 },
    });
  });

  test("The list of groups has one row for each, with its worst values", async () => {
    const { groups } = await read("/api/groups", z.strictObject({ groups: z.array(GroupSummary.strict()) }));
    expect(groups).toMatchObject([
      { id: "orders", primary: ids.primary, replicas: { online: 1, total: 1 }, worstLagBytes: 0, run: null },
    ]);
  });

  test("A group has its instances, both found from the replica alone", async () => {
    const group = await read("/api/groups/orders", Group.strict());
    expect(group.instances.map((one) => [one.id, one.role]).sort()).toEqual(
      [
        [ids.primary, "primary"],
        [ids.replica, "replica"],
      ].sort(),
    );
  });

  test("An instance, asked for by its URL-encoded id, has its INFO fields and settings", async () => {
    const detail = await waitFor("slow facts", async () => {
      const one = await read(`/api/instances/${encodeURIComponent(ids.replica)}`, InstanceDetail.strict());
      return Object.keys(one.info).length > 0 ? one : null;
    });
    expect(detail.info).toMatchObject({ redis_mode: "standalone" });
    expect(Object.keys(detail.config ?? {})).not.toEqual([]);
  });

  test("History has one series for each instance and metric, on one time axis", async () => {
    const history = await waitFor("a sample is kept", async () => {
      const answer = await read(
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
    const a = await read(`/api/groups/orders/history?from=${from}&to=${to}`, History);
    const b = await read(`/api/groups/orders/history?from=${iso(from)}&to=${iso(to)}`, History);
    expect(a.t).toEqual(b.t);
  });

  test.each([
    ["/api/events", z.strictObject({ events: z.array(Event.strict()) })],
    ["/api/events?group=orders&type=link-down&limit=5", z.strictObject({ events: z.array(Event) })],
    ["/api/runs", z.strictObject({ runs: z.array(Run.strict()) })],
    ["/api/runs?group=orders&limit=1", z.strictObject({ runs: z.array(Run) })],
    ["/api/backups", z.strictObject({ backups: z.array(Backup.strict()) })],
    ["/api/backups?group=orders", z.strictObject({ backups: z.array(Backup) })],
  ])("%s answers as documented", async (path, schema) => {
    await read(path, schema);
  });

  test("The metrics are Prometheus text, with a line for each instance and none for what is unknown", async () => {
    const { headers, text } = await tidemark.get("/metrics");
    expect(headers["content-type"]).toMatch(/^text\/plain/);
    const on = (id: string) => `{group="orders",instance="${id}"}`;
    expect(text).toContain(`tidemark_instance_up${on(ids.primary)} 1`);
    expect(text).toContain(`tidemark_link_up${on(ids.replica)} 1`);
    expect(text).not.toContain(`tidemark_link_up${on(ids.primary)}`);
    expect(text).not.toContain(`tidemark_replication_lag_bytes${on(ids.primary)} 0`);
    expect(text).toMatch(/tidemark_replication_offset_bytes\{.*\} \d+/);
    expect(text).toMatch(/tidemark_instance_info\{.*role="replica",version="[\d.]+"\} 1/);
    expect(text).toMatch(/tidemark_full_resyncs_total\{.*\} [1-9]/);
    expect(text).toMatch(/tidemark_poll_duration_seconds_count\{.*\} [1-9]/);
  });

  test("The OpenAPI document names every route, and every schema it refers to", async () => {
    const document = z
      .object({ openapi: z.literal("3.1.0"), paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
      .loose()
      .parse((await tidemark.get("/api/openapi.json")).json);
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual(
      [
        "GET /api/health",
        "GET /api/groups",
        "POST /api/groups",
        "GET /api/groups/{group}",
        "DELETE /api/groups/{group}",
        "GET /api/groups/{group}/history",
        "DELETE /api/groups/{group}/instances/{id}",
        "POST /api/groups/{group}/plans",
        "GET /api/instances/{id}",
        "GET /api/events",
        "GET /api/plans/{id}",
        "GET /api/runs",
        "POST /api/runs",
        "GET /api/runs/{id}",
        "POST /api/runs/{id}/cancel",
        "POST /api/runs/{id}/undo",
        "GET /api/backups",
        "GET /api/backups/{id}",
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
      const { headers } = await tidemark.get(path);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["cache-control"]).toBe("no-store");
    }
  });

  test("A page cannot be framed or sniffed", async () => {
    const { text, headers } = await tidemark.get("/");
    expect(text).toBe("page");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
    });
  });
});

describe("Changing", () => {
  test("A backup is planned, run under a key once, listed, and struck from the list", async () => {
    const planned = await tidemark.change("POST", "/api/groups/orders/plans", { action: "backup" });
    expect(planned.status).toBe(201);
    const plan = Plan.strict().parse(planned.json);
    const start = { plan: plan.id, ...(plan.confirm !== null && { confirm: { accepted: true } }) };
    const key = { "Idempotency-Key": "once" };
    const [first, second] = [
      await tidemark.change("POST", "/api/runs", start, key),
      await tidemark.change("POST", "/api/runs", start, key),
    ];
    expect(first.status).toBe(202);
    expect(await read(`/api/plans/${plan.id}`, Plan.strict())).toEqual(plan);
    const run = Run.strict().parse(first.json);
    expect(Run.parse(second.json).id).toBe(run.id);
    const ended = await waitFor("the run has ended", async () => {
      const now = await read(`/api/runs/${run.id}`, Run);
      return now.state === "running" ? null : now;
    });
    expect(ended.state).toBe("succeeded");
    const { backups } = await read("/api/backups?group=orders", z.object({ backups: z.array(Backup) }));
    const [backup] = backups;
    expect(backup).toMatchObject({ run: run.id, state: "saved" });
    const types = await waitFor("both events of the run and that of the backup", async () => {
      const { events } = await read("/api/events?group=orders", z.object({ events: z.array(Event) }));
      const found = events.filter((event) => event.run === run.id).map((event) => event.type);
      return found.length === 3 ? found : null;
    });
    expect(types.toSorted()).toEqual(["backup-ended", "run-ended", "run-started"]);
    expect((await tidemark.get("/metrics")).text).toContain(
      'tidemark_runs_total{group="orders",action="backup",state="succeeded"} 1',
    );

    expect((await refused(tidemark.change("POST", `/api/runs/${run.id}/cancel`, {}))).code).toBe(
      "not-cancellable",
    );
    expect((await refused(tidemark.change("POST", `/api/runs/${run.id}/undo`, {}))).code).toBe("cannot-undo");
    expect((await tidemark.change("DELETE", `/api/backups/${backup?.id}`)).status).toBe(204);
    expect((await refused(tidemark.get(`/api/backups/${backup?.id}`))).code).toBe("not-found");
  });

  test("A group is added from one of its addresses, and forgotten", async () => {
    await tidemark.change("DELETE", "/api/groups/orders").then((answer) => expect(answer.status).toBe(204));
    const request = { name: "Other Orders", seeds: [`redis://${ids.primary}`] };
    const added = await tidemark.change("POST", "/api/groups", request);
    expect(added.status).toBe(201);
    expect(Group.strict().parse(added.json)).toMatchObject({ id: "other-orders", name: "Other Orders" });
    expect((await refused(tidemark.change("POST", "/api/groups", request))).code).toBe("group-exists");
    expect((await tidemark.change("DELETE", "/api/groups/other-orders")).status).toBe(204);
    expect((await refused(tidemark.get("/api/groups/other-orders"))).code).toBe("not-found");
    const back = await tidemark.change("POST", "/api/groups", { name: "orders", seeds: request.seeds });
    expect(back.status).toBe(201);
  });

  test("An instance that answers is not forgotten", async () => {
    const path = `/api/groups/orders/instances/${encodeURIComponent(ids.primary)}`;
    expect((await refused(tidemark.change("DELETE", path))).code).toBe("instance-reachable");
    expect((await refused(tidemark.change("DELETE", "/api/groups/orders/instances/none%3A1"))).code).toBe(
      "not-found",
    );
  });
});

describe("Refusing", () => {
  const body = { action: "backup" };

  test.each([
    ["no Origin", {}],
    ["a foreign Origin", { Origin: "https://evil.example" }],
    ["the Origin null", { Origin: "null" }],
    ["our address under https", { Origin: "https://127.0.0.1" }],
  ])("A change with %s is 403 bad-origin", async (_, headers) => {
    for (const [method, path] of [
      ["POST", "/api/groups/orders/plans"],
      ["DELETE", "/api/groups/orders"],
      ["POST", "/api/none"],
    ] as const) {
      const answer = call(tidemark.url + path, {
        method,
        headers: { "Content-Type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
      expect(await refused(answer)).toMatchObject({ status: 403, code: "bad-origin" });
    }
    expect((await tidemark.get("/api/groups/orders")).status).toBe(200);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
    "A change of the type %j is 415 json-required",
    async (type) => {
      const headers = { Origin: tidemark.url, ...(type !== "" && { "Content-Type": type }) };
      for (const method of ["POST", "DELETE"]) {
        const answer = call(`${tidemark.url}/api/groups/orders`, { method, headers, body: "{}" });
        expect(await refused(answer)).toMatchObject({ status: 415, code: "json-required" });
      }
    },
  );

  test.each(["evil.example", "127.0.0.1.evil.example", "evil.example:80", "10.0.0.1", "a b"])(
    "The foreign Host %j gets neither API, metrics nor page",
    async (host) => {
      for (const path of ["/api/health", "/metrics", "/"]) {
        const answer = await call(tidemark.url + path, { headers: { Host: host } });
        // A Host that is no host at all is refused by Node itself.
        expect([400, 403]).toContain(answer.status);
        expect(answer.text).not.toContain("instances");
        expect(answer.text).not.toContain("page");
      }
    },
  );

  test("A page asked for under another loopback name is sent to the one whose Origin is ours", async () => {
    const port = new URL(tidemark.url).port;
    const headers = { Host: `localhost:${port}` };
    const page = await call(`${tidemark.url}/g/orders?view=table`, { headers });
    expect([page.status, page.headers.location]).toEqual([307, `${tidemark.url}/g/orders?view=table`]);
    expect((await call(`${tidemark.url}/api/health`, { headers })).status).toBe(200);
  });

  test("A body over 64 KiB is 413 too-large", async () => {
    const answer = tidemark.change("POST", "/api/groups", { name: "x".repeat(70_000), seeds: ["h"] });
    expect(await refused(answer)).toMatchObject({ status: 413, code: "too-large" });
  });

  test.each([
    ["/api/groups", { name: "" }, ["json.name", "json.seeds"]],
    ["/api/groups/orders/plans", { action: "explode" }, ["json.action"]],
    ["/api/groups/orders/plans", { action: "repoint", instance: "a" }, ["json.upstream"]],
    ["/api/runs", { plan: 1 }, ["json.plan"]],
  ])("A body of POST %s that does not fit is 400, field by field", async (path, wrong, fields) => {
    const problem = await refused(tidemark.change("POST", path, wrong));
    expect(problem).toMatchObject({ status: 400, code: "bad-request" });
    for (const field of fields) expect(problem.errors?.join("\n")).toContain(`${field}: `);
  });

  test("A body that is no JSON is 400", async () => {
    const headers = { Origin: tidemark.url, "Content-Type": "application/json" };
    const answer = call(`${tidemark.url}/api/runs`, { method: "POST", headers, body: "{" });
    expect(await refused(answer)).toMatchObject({ status: 400, code: "bad-request" });
  });

  test.each([
    "/api/groups/orders/history?points=0",
    "/api/groups/orders/history?points=9999999",
    "/api/groups/orders/history?metrics=secrets",
    "/api/groups/orders/history?from=yesterday",
    "/api/groups/orders/history?from=2000&to=1000",
    "/api/groups/Orders!",
    "/api/events?limit=1e3",
    "/api/events?type=none",
  ])("GET %s is 400", async (path) => {
    expect(await refused(tidemark.get(path))).toMatchObject({ status: 400, code: "bad-request" });
  });

  test.each([
    "/api",
    "/api/",
    "/api/none",
    "/api/demo",
    "/api/groups/none",
    "/api/groups/none/history",
    "/api/instances/none%3A6379",
    "/api/runs/none",
    "/api/plans/none",
    "/api/backups/none",
    "/api/backups/none/rdb",
  ])("GET %s is 404", async (path) => {
    expect(await refused(tidemark.get(path))).toMatchObject({ status: 404, code: "not-found" });
  });

  test.each([
    ["POST", "/api/groups/none/plans", { action: "backup" }],
    ["DELETE", "/api/groups/none", undefined],
    ["POST", "/api/runs/none/cancel", {}],
    ["POST", "/api/runs/none/undo", {}],
    ["DELETE", "/api/backups/none", undefined],
    ["POST", "/api/demo/faults", { fault: "kill", instance: "h:1" }],
  ] as const)("%s %s is 404", async (method, path, sent) => {
    expect((await refused(tidemark.change(method, path, sent))).status).toBe(404);
  });

  test("A certificate given as a path is refused: nobody reads our files through the API", async () => {
    const tls = { ca: "/etc/passwd" };
    const problem = await refused(
      tidemark.change("POST", "/api/groups", { name: "t", seeds: ["rediss://h"], tls }),
    );
    expect(problem).toMatchObject({ status: 400, errors: ["json.tls.ca: must be PEM text"] });
  });
});
