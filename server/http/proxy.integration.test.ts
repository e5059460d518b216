import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Access, AuditPage, Problem } from "@/lib/contract";
import { openRaw } from "@/server/realtime/raw-client.fixture";
import type { ProxySettings } from "@/server/settings/access-section";
import { waitFor } from "@/server/testing/wait-for";
import { testToken } from "@/server/testing/who";
import { startForTest, type TestTidemark } from "@/server/tidemark.fixture";

const proxy: ProxySettings = {
  from: [{ address: "127.0.0.1", prefix: 32, family: "ipv4" }],
  userHeader: "x-forwarded-user",
  groupsHeader: "x-forwarded-groups",
  groupsSeparator: ",",
  grants: [
    { value: "*", role: "viewer", groups: null },
    { value: "admins", role: "admin", groups: null },
  ],
};
const session = { idleMs: 3_600_000, longestMs: 3_600_000 };
const from = (settings: ProxySettings) =>
  startForTest([], {
    settings: { access: { tokens: [testToken], session, oidc: null, forwardedFrom: [], proxy: settings } },
  });

/** One that trusts what connects from here, as all of this test does, and one whose proxy is elsewhere. */
let trusting: TestTidemark;
let elsewhere: TestTidemark;

beforeAll(async () => {
  trusting = await from(proxy);
  elsewhere = await from({ ...proxy, from: [{ address: "192.0.2.7", prefix: 32, family: "ipv4" }] });
});
afterAll(async () => {
  await trusting?.close();
  await elsewhere?.close();
});

const anna = { "X-Forwarded-User": "anna@example.org" };

test("whom the proxy names is known by that name, and needs no cookie", async () => {
  const access = Access.parse((await trusting.get("/api/access", anna)).json);
  expect(access).toMatchObject({
    accounts: true,
    you: { kind: "proxy", name: "anna@example.org", grants: { all: "viewer" }, confirmedUntil: null },
  });
  expect((await trusting.get("/api/groups", anna)).status).toBe(200);
  expect((await trusting.get("/api/groups", {})).status).toBe(401);
});

test("what they may do is what the table says of their groups, and the audit has who it was", async () => {
  const body = { name: "ben", grants: { all: "viewer", groups: {} } };
  const add = (headers: Record<string, string>) =>
    trusting.change("POST", "/api/users", body, { Cookie: "", ...headers });
  expect((await add(anna)).status).toBe(403);
  expect((await add({ ...anna, "X-Forwarded-Groups": "staff,admins" })).status).toBe(201);
  const { entries } = AuditPage.parse((await trusting.get("/api/audit")).json);
  expect(entries.find(({ kind }) => kind === "user-added")?.actor).toBe("proxy:anna@example.org");
});

test("R5: a change still needs our page's Origin, whoever the proxy names", async () => {
  const headers = { ...anna, "X-Forwarded-Groups": "admins", "Content-Type": "application/json", Cookie: "" };
  const body = { name: "eva", grants: { all: "viewer", groups: {} } };
  const foreign = await trusting.change("POST", "/api/users", body, {
    ...headers,
    Origin: "http://evil.example",
  });
  expect(Problem.parse(foreign.json).code).toBe("bad-origin");
});

test("R19: from any other address the header is refused, whatever is asked for, and it is written down", async () => {
  for (const path of ["/api/access", "/api/groups", "/api/users"]) {
    const answer = await elsewhere.get(path, anna);
    expect([answer.status, Problem.parse(answer.json).code]).toEqual([403, "bad-proxy-header"]);
  }
  expect((await elsewhere.get("/api/groups", {})).status).toBe(401);
  const row = await waitFor("a row of the audit", async () => {
    const { entries } = AuditPage.parse((await elsewhere.get("/api/audit")).json);
    return entries.find(({ kind }) => kind === "denied") ?? null;
  });
  expect(row).toMatchObject({ actor: null, detail: { code: "bad-proxy-header", address: "127.0.0.1" } });
});

/** Asks with these very header lines, names repeated and all; answers the body as JSON. */
const askWith = (url: string, lines: string[]): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { headers: lines, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve(JSON.parse(text)));
    });
    sent.on("error", reject);
    sent.end();
  });

test("a header that a client sent beside the proxy's is refused", async () => {
  const { host } = new URL(trusting.url);
  const twice = [
    "Host",
    host,
    "X-Forwarded-User",
    "anna",
    "X-Forwarded-Groups",
    "staff",
    "x-forwarded-groups",
    "admins",
  ];
  const answer = await askWith(`${trusting.url}/api/access`, twice);
  expect(Problem.parse(answer).code).toBe("bad-proxy-header");
});

test("an API token counts before the proxy's word", async () => {
  const both = { ...anna, Authorization: `Bearer ${testToken.token}` };
  expect(Access.parse((await trusting.get("/api/access", both)).json).you?.kind).toBe("token");
});

test("a socket is opened for whom the proxy names, and for nobody whom somebody else does", async () => {
  const status = async ({ url }: TestTidemark, headers: Record<string, string>) => {
    const client = await openRaw(url, { Origin: url, ...headers });
    client.socket.destroy();
    return client.status;
  };
  expect(await status(trusting, anna)).toBe("HTTP/1.1 101 Switching Protocols");
  expect(await status(trusting, {})).toBe("HTTP/1.1 401 Unauthorized");
  expect(await status(elsewhere, anna)).toBe("HTTP/1.1 403 Forbidden");
  expect(await status(trusting, { ...anna, Origin: "http://evil.example" })).toBe("HTTP/1.1 403 Forbidden");
});
