import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../tidemark.fixture";
import { type ApiBench, openApi, refused } from "./api.fixture";

let api: ApiBench;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api?.close());

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
    const answer = call(api.tidemark.url + path, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    expect(await refused(answer)).toMatchObject({ status: 403, code: "bad-origin" });
  }
  expect((await api.tidemark.get("/api/groups/orders")).status).toBe(200);
});

test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
  "A change of the type %j is 415 json-required",
  async (type) => {
    const headers = { Origin: api.tidemark.url, ...(type !== "" && { "Content-Type": type }) };
    for (const method of ["POST", "DELETE"]) {
      const answer = call(`${api.tidemark.url}/api/groups/orders`, { method, headers, body: "{}" });
      expect(await refused(answer)).toMatchObject({ status: 415, code: "json-required" });
    }
  },
);

test.each(["evil.example", "127.0.0.1.evil.example", "evil.example:80", "10.0.0.1", "a b"])(
  "The foreign Host %j gets neither API, metrics nor page",
  async (host) => {
    for (const path of ["/api/health", "/metrics", "/"]) {
      const answer = await call(api.tidemark.url + path, { headers: { Host: host } });
      // A Host that is no host at all is refused by Node itself.
      expect([400, 403]).toContain(answer.status);
      expect(answer.text).not.toContain("instances");
      expect(answer.text).not.toContain("page");
    }
  },
);

test("A page asked for under another loopback name is sent to the one whose Origin is ours", async () => {
  const port = new URL(api.tidemark.url).port;
  const headers = { Host: `localhost:${port}` };
  const page = await call(`${api.tidemark.url}/g/orders?view=table`, { headers });
  expect([page.status, page.headers.location]).toEqual([307, `${api.tidemark.url}/g/orders?view=table`]);
  expect((await call(`${api.tidemark.url}/api/health`, { headers })).status).toBe(200);
});

test("A body over 64 KiB is 413 too-large", async () => {
  const answer = api.tidemark.change("POST", "/api/groups", { name: "x".repeat(70_000), seeds: ["h"] });
  expect(await refused(answer)).toMatchObject({ status: 413, code: "too-large" });
});

test.each([
  ["/api/groups", { name: "" }, ["json.name", "json.seeds"]],
  ["/api/groups/orders/plans", { action: "explode" }, ["json.action"]],
  ["/api/groups/orders/plans", { action: "repoint", instance: "a" }, ["json.upstream"]],
  ["/api/runs", { plan: 1 }, ["json.plan"]],
])("A body of POST %s that does not fit is 400, field by field", async (path, wrong, fields) => {
  const problem = await refused(api.tidemark.change("POST", path, wrong));
  expect(problem).toMatchObject({ status: 400, code: "bad-request" });
  for (const field of fields) expect(problem.errors?.join("\n")).toContain(`${field}: `);
});

test("A body that is no JSON is 400", async () => {
  const headers = { Origin: api.tidemark.url, "Content-Type": "application/json" };
  const answer = call(`${api.tidemark.url}/api/runs`, { method: "POST", headers, body: "{" });
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
  "/api/events?type=link-up,none",
  "/api/events?severity=",
  "/api/runs?state=done",
])("GET %s is 400", async (path) => {
  expect(await refused(api.tidemark.get(path))).toMatchObject({ status: 400, code: "bad-request" });
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
  expect(await refused(api.tidemark.get(path))).toMatchObject({ status: 404, code: "not-found" });
});

test.each([
  ["POST", "/api/groups/none/plans", { action: "backup" }],
  ["DELETE", "/api/groups/none", undefined],
  ["POST", "/api/runs/none/cancel", {}],
  ["POST", "/api/runs/none/undo", {}],
  ["DELETE", "/api/backups/none", undefined],
  ["POST", "/api/demo/faults", { fault: "kill", instance: "h:1" }],
] as const)("%s %s is 404", async (method, path, sent) => {
  expect((await refused(api.tidemark.change(method, path, sent))).status).toBe(404);
});

test("A certificate given as a path is refused: nobody reads our files through the API", async () => {
  const tls = { ca: "/etc/passwd" };
  const problem = await refused(
    api.tidemark.change("POST", "/api/groups", { name: "t", seeds: ["rediss://h"], tls }),
  );
  expect(problem).toMatchObject({ status: 400, errors: ["json.tls.ca: must be PEM text"] });
});
