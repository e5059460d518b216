import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { AuditPage, Invitation } from "@/lib/contract";
import { call } from "../tidemark.fixture";
import { type ApiBench, openApi, refused } from "./api.fixture";
import { cookieOf } from "./rights.fixture";

let api: ApiBench;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api?.close());

const json = { "Content-Type": "application/json" };
/** A person who may do everything, signed in in a browser: its cookie comes with whatever page makes it ask. */
let cookie: { Cookie: string };
beforeAll(async () => {
  const grants = { all: "admin", groups: {} };
  const invited = await api.tidemark.change("POST", "/api/users", { name: "ana", grants });
  const token = new URL(Invitation.parse(invited.json).link).hash.slice(1);
  const body = { token, password: "a password of the tests" };
  cookie = { Cookie: cookieOf(await api.tidemark.change("POST", "/api/access/setup", body, { Cookie: "" })) };
});

const changes = [
  ["POST", "/api/groups/orders/plans", { action: "detach", instance: "h:1" }],
  ["POST", "/api/runs", { plan: "none" }],
  ["DELETE", "/api/groups/orders", undefined],
  ["POST", "/api/users", { name: "eve", grants: { all: "admin", groups: {} } }],
  ["POST", "/api/tokens", { name: "eve", grants: { all: "admin", groups: {} }, days: null }],
  ["POST", "/api/access/sign-in", { name: "ana", password: "a password of the tests" }],
  ["POST", "/api/access/sign-out", {}],
  ["POST", "/api/none", {}],
] as const;

/** That nothing of it was done: no group is gone, nobody is there who was not, nothing was planned, and the person is signed in. */
async function untouched(work: () => Promise<void>): Promise<void> {
  const look = async () => {
    const users = await api.tidemark.get("/api/users");
    const tokens = await api.tidemark.get("/api/tokens");
    const own = await api.tidemark.get("/api/access/sessions", cookie);
    const rows = AuditPage.parse((await api.tidemark.get("/api/audit?limit=1000")).json).entries;
    return [
      (await api.tidemark.get("/api/groups/orders")).status,
      own.status,
      z.object({ users: z.array(z.object({ name: z.string() })) }).parse(users.json),
      z.object({ tokens: z.array(z.object({ name: z.string() })) }).parse(tokens.json),
      rows.filter(({ kind }) => kind !== "denied").length,
    ];
  };
  const before = await look();
  await work();
  expect(await look()).toEqual(before);
}

test.each([
  ["no Origin", () => ({})],
  ["a foreign Origin", () => ({ Origin: "https://evil.example" })],
  ["the Origin null", () => ({ Origin: "null" })],
  ["our address under https", () => ({ Origin: "https://127.0.0.1" })],
  ["our address with another port", () => ({ Origin: "http://127.0.0.1:1" })],
  ["a Referer of ours, and no Origin", () => ({ Referer: `${api.tidemark.url}/` })],
  ["no Origin, and ours said by a proxy", () => ({ "X-Forwarded-Host": new URL(api.tidemark.url).host })],
])("R5: A change with %s is 403 bad-origin, with a cookie that would be let do it", async (_, headers) => {
  await untouched(async () => {
    for (const [method, path, body] of changes) {
      const answer = call(api.tidemark.url + path, {
        method,
        headers: { ...json, ...cookie, ...headers() },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      expect(await refused(answer)).toMatchObject({ status: 403, code: "bad-origin" });
    }
  });
});

const boundary = '--b\r\nContent-Disposition: form-data; name="plan"\r\n\r\nnone\r\n--b--\r\n';

// What a form, or fetch in mode no-cors, can send without asking (Fetch, 2.2.2, CORS-safelisted request-header).
test.each([
  ["text/plain", '{"plan":"none"}'],
  ["text/plain;charset=UTF-8", '{"plan":"none","x=":"y"}'],
  ["application/x-www-form-urlencoded", "plan=none"],
  ["multipart/form-data; boundary=b", boundary],
  ["application/jsonp", "{}"],
  ["text/plain, application/json", "{}"],
  ["text/plain; application/json", "{}"],
  ["", "{}"],
])(
  "R5: A change of the type %j is 415 json-required, with our Origin and a cookie too",
  async (type, body) => {
    const headers = { Origin: api.tidemark.url, ...cookie, ...(type !== "" && { "Content-Type": type }) };
    await untouched(async () => {
      for (const [method, path] of changes) {
        const answer = call(api.tidemark.url + path, { method, headers, body });
        expect(await refused(answer)).toMatchObject({ status: 415, code: "json-required" });
      }
    });
  },
);

test("R5: A form of another site gets nowhere, also where a program's token would need no Origin", async () => {
  const form = { ...cookie, Origin: "https://evil.example", "Content-Type": "text/plain" };
  // Basic and Bearer alike: where there is such a header, the cookie beside it counts for nothing.
  const asked = { ...json, ...cookie, Origin: "https://evil.example", Authorization: "Basic YW5hOmFuYQ==" };
  await untouched(async () => {
    for (const [method, path, body] of changes) {
      const sent = JSON.stringify(body ?? {});
      expect((await call(api.tidemark.url + path, { method, headers: form, body: sent })).status).toBe(403);
      if (path.startsWith("/api/access/sign-in") || path === "/api/none") continue;
      const answer = await call(api.tidemark.url + path, { method, headers: asked, body: sent });
      expect(answer.status).toBe(401);
    }
  });
});

test("R5: Nothing is changed by GET or HEAD, nor by a method that is said in a header or a field", async () => {
  await untouched(async () => {
    for (const [method, path] of changes)
      for (const asked of ["GET", "HEAD"]) {
        const said = {
          "X-HTTP-Method-Override": method,
          "X-HTTP-Method": method,
          "X-Method-Override": method,
        };
        const answer = await fetch(`${api.tidemark.url}${path}?_method=${method}`, {
          method: asked,
          headers: { ...cookie, ...said },
        });
        await answer.arrayBuffer();
      }
  });
});

test("R5: No other origin is let read an answer", async () => {
  for (const method of ["GET", "OPTIONS"])
    for (const origin of ["https://evil.example", "null"]) {
      const { headers } = await call(`${api.tidemark.url}/api/groups`, {
        method,
        headers: {
          ...cookie,
          Origin: origin,
          "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": "content-type, authorization",
        },
      });
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
});

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
