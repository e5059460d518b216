import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Access } from "@/lib/contract";
import { freePort } from "@/server/local";
import { packageRoot } from "@/server/package";
import { type Certificates, makeCertificates } from "@/server/testing/certificates";
import { LOOPBACK, listen } from "@/server/testing/listen";
import { type Nginx, startNginx } from "@/server/testing/nginx";
import { testToken } from "@/server/testing/who";
import { startForTest, type TestTidemark } from "@/server/tidemark.fixture";

let dir = "";
let certificates: Certificates;
let tidemark: TestTidemark;
let nginx: Nginx;
let signIn: Server;
let origin = "";

/** The file of docs/sign-in.md, for a proxy and others that are elsewhere than it says. */
function documented(at: { port: number; upstreamPort: number; signInPort: number }): string {
  const text = readFileSync(join(packageRoot(), "docs/sign-in.md"), "utf8");
  const block = /```nginx\n([^`]*)```/.exec(text)?.[1];
  if (block === undefined) throw new Error("docs/sign-in.md has no file for nginx");
  return [
    ["listen 443 ssl;", `listen ${LOOPBACK}:${at.port} ssl;`],
    ["/etc/ssl/tidemark.example.crt", certificates.cert],
    ["/etc/ssl/tidemark.example.key", certificates.key],
    ["http://127.0.0.1:7700;", `http://${LOOPBACK}:${at.upstreamPort};`],
    ["http://127.0.0.1:4180;", `http://${LOOPBACK}:${at.signInPort};`],
  ].reduce((file, [from = "", to = ""]) => {
    if (!file.includes(from)) throw new Error(`docs/sign-in.md does not have: ${from}`);
    return file.replaceAll(from, to);
  }, block);
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-named-"));
  certificates = await makeCertificates(dir);
  // What oauth2-proxy answers nginx: 202 with who it is, or 401. Here the cookie says it in clear.
  signIn = createServer((asked, response) => {
    const [, user, groups] = /who=(\w+):([\w,-]*)/.exec(asked.headers.cookie ?? "") ?? [];
    if (asked.url?.startsWith("/oauth2/auth") !== true) return response.end("Who are you?");
    if (user === undefined) return response.writeHead(401).end();
    const named = { "X-Auth-Request-Preferred-Username": user, "X-Auth-Request-Groups": groups };
    return response.writeHead(202, named).end();
  });
  const [port, upstreamPort] = [await freePort(LOOPBACK), await freePort(LOOPBACK)];
  origin = `https://${LOOPBACK}:${port}`;
  tidemark = await startForTest([], {
    settings: {
      listen: { host: LOOPBACK, port: upstreamPort },
      publicUrl: origin,
      access: {
        tokens: [testToken],
        session: { idleMs: 3_600_000, longestMs: 3_600_000 },
        forwardedFrom: [],
        oidc: null,
        proxy: {
          from: [{ address: LOOPBACK, prefix: 32, family: "ipv4" }],
          userHeader: "x-forwarded-user",
          groupsHeader: "x-forwarded-groups",
          groupsSeparator: ",",
          grants: [
            { value: "*", role: "viewer", groups: null },
            { value: "redis-admins", role: "admin", groups: null },
          ],
        },
      },
    },
  });
  nginx = await startNginx(documented({ port, upstreamPort, signInPort: await listen(signIn) }), port);
});
afterAll(async () => {
  await nginx?.stop();
  await tidemark?.close();
  signIn?.close();
  rmSync(dir, { recursive: true, force: true });
});

/** One request through the proxy, with exactly these header lines beside Host. */
function ask(path: string, lines: string[]): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = ["Host", new URL(origin).host, ...lines];
    const sent = request(`${origin}${path}`, { headers, ca: readFileSync(certificates.ca), agent: false });
    sent.on("error", reject).on("response", (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.end();
  });
}
const you = async (...lines: string[]) =>
  Access.parse(JSON.parse((await ask("/api/access", lines)).text)).you;

test("who signed in at the proxy is known here, with what the table says of their groups", async () => {
  expect(await you("Cookie", "who=anna:staff")).toMatchObject({
    kind: "proxy",
    name: "anna",
    grants: { all: "viewer" },
  });
  expect(await you("Cookie", "who=ben:staff,redis-admins")).toMatchObject({
    name: "ben",
    grants: { all: "admin" },
  });
});

test("who did not is asked by the proxy, and never comes here", async () => {
  expect(await ask("/api/groups", [])).toEqual({ status: 403, text: "Who are you?" });
  expect((await ask("/api/groups", ["X-Forwarded-User", "root"])).text).toBe("Who are you?");
});

test("what a client calls itself is replaced by what the proxy knows, however often and however it is spelt", async () => {
  const forged = [
    ["X-Forwarded-User", "root", "X-Forwarded-Groups", "redis-admins"],
    ["x-forwarded-user", "root", "X-FORWARDED-USER", "root", "x-forwarded-groups", "redis-admins"],
    ["X_Forwarded_User", "root", "X_Forwarded_Groups", "redis-admins"],
  ];
  for (const lines of forged)
    expect(await you("Cookie", "who=anna:", ...lines)).toMatchObject({
      name: "anna",
      grants: { all: "viewer", groups: {} },
    });
});

test("a browser's own login at the proxy is none here, and takes nothing away", async () => {
  expect(await you("Cookie", "who=anna:", "Authorization", "Basic YTpi")).toMatchObject({ name: "anna" });
});

test("a socket is opened for who signed in at the proxy, and for nobody else", async () => {
  const open = async (cookie: string) => {
    const socket = io(origin, {
      path: "/live",
      transports: ["websocket"],
      reconnection: false,
      ca: readFileSync(certificates.ca, "utf8"),
      extraHeaders: { Origin: origin, Cookie: cookie },
    });
    try {
      return await new Promise<string>((resolve) => {
        socket.on("connect", () => resolve("open"));
        socket.on("connect_error", () => resolve("refused"));
      });
    } finally {
      socket.close();
    }
  };
  expect(await open("who=anna:staff")).toBe("open");
  expect(await open("who=")).toBe("refused");
});
