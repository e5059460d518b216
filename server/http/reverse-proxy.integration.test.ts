import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Backup, Group, Plan, Run } from "@/lib/contract";
import { freePort } from "@/server/local/free-port";
import { ask } from "@/server/testing/ask";
import { type Certificates, makeCertificates } from "@/server/testing/certificates";
import { idAt } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { documentedNginx, type Nginx, startNginx } from "@/server/testing/nginx";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { startForTest, type TestTidemark } from "@/server/tidemark.fixture";

const LOOPBACK = "127.0.0.1";
let dir: string;
let certificates: Certificates;
let group: TestGroup;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-proxied-"));
  certificates = await makeCertificates(dir);
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("there is no server");
  group = await startGroup({ binary, replicas: 1 });
});
afterAll(async () => {
  await group?.stop();
  rmSync(dir, { recursive: true });
});

describe.each(["/tidemark", ""])("Behind the nginx of docs/reverse-proxy.md, under the path %j,", (path) => {
  let tidemark: TestTidemark;
  let nginx: Nginx;
  let origin: string;
  /** Of who set up the first account, through the proxy. */
  let cookie = "";
  beforeAll(async () => {
    const [port, upstreamPort] = [await freePort(LOOPBACK), await freePort(LOOPBACK)];
    origin = `https://${LOOPBACK}:${port}`;
    tidemark = await startForTest([`redis://${idAt(group.primary)}`], {
      settings: { listen: { host: LOOPBACK, port: upstreamPort }, publicUrl: `${origin}${path}` },
    });
    const file = await documentedNginx({ port, upstreamPort, certificates, path });
    // A silence that a beat each second never lets come about.
    nginx = await startNginx(file.replace("proxy_read_timeout 60s;", "proxy_read_timeout 1500ms;"), port);
    expect(tidemark.setUpUrl).toMatch(new RegExp(`^${origin}${path}/setup#`));
    const token = new URL(tidemark.setUpUrl ?? "").hash.slice(1);
    const setUp = { token, name: "ann", password: "correct horse battery staple" };
    const { headers } = await asked("POST", "/api/access/setup", setUp);
    const [given = ""] = headers["set-cookie"] ?? [];
    expect(given).toMatch(/^__Host-tidemark=.*; Secure/);
    cookie = given.split(";")[0] ?? "";
  });
  afterAll(async () => {
    await nginx?.stop();
    await tidemark?.close();
  });

  /** One request as a browser on the page would send it, or with other headers. */
  async function asked(method: string, rest: string, body?: unknown, headers = {}): Promise<IncomingMessage> {
    const sent = request(`${origin}${path}${rest}`, {
      method,
      ca: readFileSync(certificates.ca),
      agent: false,
      headers: { Origin: origin, "Content-Type": "application/json", Cookie: cookie, ...headers },
    });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = await once(sent, "response");
    return response;
  }
  async function json(...args: Parameters<typeof asked>): Promise<unknown> {
    const response = await asked(...args);
    const chunks: Buffer[] = await response.toArray();
    return JSON.parse(Buffer.concat(chunks).toString());
  }

  test("the API answers, and changes are taken from its origin alone, whatever a proxy says of itself", async () => {
    expect(await json("GET", "/api/groups/orders")).toMatchObject({ id: "orders" });
    const own = await asked("DELETE", "/api/groups/none", {});
    expect(own.resume().statusCode).toBe(404);
    const foreign = "https://evil.example";
    const said = {
      Origin: foreign,
      "X-Forwarded-Host": "evil.example",
      "X-Forwarded-Proto": "https",
      Forwarded: "host=evil.example;proto=https",
    };
    expect(await json("DELETE", "/api/groups/none", {}, said)).toMatchObject({ code: "bad-origin" });
  });

  test("the socket opens, ticks arrive, and it outlives what the proxy allows for silence", async () => {
    const socket = io(origin, {
      path: `${path}/live`,
      transports: ["websocket"],
      ca: readFileSync(certificates.ca, "utf8"),
      extraHeaders: { origin, cookie },
      reconnection: false,
    });
    try {
      let [beats, ticks, ended] = [0, 0, false];
      socket.on("beat", () => (beats += 1));
      socket.on("tick", () => (ticks += 1));
      socket.on("disconnect", () => (ended = true));
      await waitFor("the socket is open", () => socket.connected);
      // Nothing but beats, until well after the proxy would have given up.
      await waitFor("three beats", () => beats >= 3);
      expect(ended).toBe(false);
      const answer = await socket.emitWithAck("watch", { groups: "*" });
      expect(answer.groups.map((one: unknown) => Group.parse(one).id)).toEqual(["orders"]);
      await waitFor("ticks", () => ticks >= 3);
    } finally {
      socket.disconnect();
    }
  });

  test("a backup comes whole to a slow reader, and the proxy lays nothing of it on its disk", async () => {
    // On the primary, since DEBUG is not replicated; larger than everything on the way keeps in memory.
    await ask(group.primary, [
      ["CONFIG", "SET", "rdbcompression", "no"],
      ["DEBUG", "POPULATE", "400", "key", "100000"],
    ]);
    const { instances } = Group.parse(await json("GET", "/api/groups/orders"));
    const instance = instances.find(({ role }) => role === "primary")?.id;
    const wanted = { action: "backup", instance, method: "wire" };
    const plan = Plan.parse(await json("POST", "/api/groups/orders/plans", wanted));
    const started = Run.parse(
      await json("POST", "/api/runs", { plan: plan.id, confirm: { accepted: true } }),
    );
    const run = await waitFor("the run has ended", async () => {
      const now = Run.parse(await json("GET", `/api/runs/${started.id}`));
      return now.state === "running" ? null : now;
    });
    const backup = Backup.parse(await json("GET", `/api/backups/${run.backup}`));
    expect(backup).toMatchObject({ state: "verified" });
    expect(backup.sizeBytes).toBeGreaterThan(40_000_000);

    const answer = await asked("GET", `/api/backups/${run.backup}/rdb`);
    expect(answer.headers["content-length"]).toBe(String(backup.sizeBytes));
    // Nobody reads yet, and all else goes on: the proxy would long have the whole of it.
    for (let look = 0; look < 20; look += 1) await json("GET", "/api/health");
    const hash = createHash("sha256");
    for await (const chunk of answer) hash.update(chunk);
    expect(hash.digest("hex")).toBe(backup.sha256);
    expect(nginx.warnings()).not.toContain("is buffered to a temporary file");
  });
});

test("A proxy that takes the path off is told so, in place of every page", async () => {
  const [port, upstreamPort] = [await freePort(LOOPBACK), await freePort(LOOPBACK)];
  const publicUrl = `https://${LOOPBACK}:${port}/tidemark`;
  const settings = { listen: { host: LOOPBACK, port: upstreamPort }, publicUrl };
  const tidemark = await startForTest([], { settings });
  const file = await documentedNginx({ port, upstreamPort, certificates, path: "/tidemark" });
  const nginx = await startNginx(file.replace(`:${upstreamPort};`, `:${upstreamPort}/;`), port);
  try {
    const sent = request(publicUrl, { ca: readFileSync(certificates.ca), agent: false }).end();
    const [answer] = await once(sent, "response");
    const text = Buffer.concat(await answer.toArray()).toString();
    expect(JSON.parse(text)).toMatchObject({ status: 404, code: "outside-path" });
    expect(text).toContain("nginx: proxy_pass without a path of its own");
  } finally {
    await nginx.stop();
    await tidemark.close();
  }
});
