import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AuditPage, Identity, Invitation, UserList } from "@/lib/contract";
import { freePort } from "@/server/local";
import { packageRoot } from "@/server/package";
import { startForTest, type TestTidemark } from "@/server/tidemark.fixture";

const password = "correct horse battery";

let tidemark: TestTidemark;
let config = "";
beforeEach(async () => {
  const listen = { host: "127.0.0.1", port: await freePort("127.0.0.1") };
  tidemark = await startForTest([], { settings: { listen } });
  config = join(tidemark.dataDir, "tidemark.yaml");
  writeFileSync(config, `data-dir: ${tidemark.dataDir}\nlisten: 127.0.0.1:${listen.port}\n`);
});
afterEach(() => tidemark?.close());

/** Runs `tidemark setup-link` beside the server, to its end. */
function setupLink(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const root = packageRoot();
  const argv = ["--import", "tsx", join(root, "server/cli.ts"), "setup-link", "--config", config, ...args];
  const child = spawn(process.execPath, argv, {
    cwd: root,
    env: { NODE_ENV: "production", PATH: process.env.PATH },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}
const tokenIn = (out: string): string => {
  const token = /^(http\S+)\/setup#([A-Za-z0-9_-]{43})$/m.exec(out);
  expect(token?.[1]).toBe(tidemark.url);
  return token?.[2] ?? "";
};
const setUp = (token: string, name?: string) =>
  tidemark.change(
    "POST",
    "/api/access/setup",
    { token, password, ...(name !== undefined && { name }) },
    { Cookie: "" },
  );

test("R11: whoever is locked out is given a link beside a Tidemark that runs: for a new admin, which works once", async () => {
  const { code, out, err } = await setupLink();
  expect([code, err]).toEqual([0, ""]);
  const token = tokenIn(out);
  // It takes the place of the one that the start printed.
  const printed = new URL(tidemark.setUpUrl ?? "").hash.slice(1);
  expect((await setUp(printed, "eve")).status).toBe(410);
  const made = await setUp(token, "ana");
  expect(Identity.parse(made.json)).toMatchObject({ name: "ana", grants: { all: "admin" } });
  expect((await setUp(token, "ben")).status).toBe(410);
  expect(UserList.parse((await tidemark.get("/api/users")).json).users).toHaveLength(1);
  const { entries } = AuditPage.parse((await tidemark.get("/api/audit?kind=user-link")).json);
  expect(entries[0]).toMatchObject({ actor: "local" });
});

test("R11: or for somebody's password, whose sessions end; nobody of that name is a refusal with a cure", async () => {
  const grants = { all: "viewer", groups: {} };
  const invited = await tidemark.change("POST", "/api/users", { name: "ana", grants });
  const first = new URL(Invitation.parse(invited.json).link).hash.slice(1);
  const before = (await setUp(first)).headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  const [reset, missing] = await Promise.all([
    setupLink("--user", "ana"),
    setupLink("--user", "nobody\u001b[31m"),
  ]);
  expect((await setUp(tokenIn(reset.out))).status).toBe(201);
  expect((await tidemark.get("/api/groups", { Cookie: before })).status).toBe(401);
  expect(missing.code).toBe(1);
  expect(missing.err).toBe(
    'Not found: There is no account "nobody\\u001b[31m" in this store. Without --user the link makes a new one.\n',
  );
});

test("the link begins with the address in the browser's bar: https with a certificate, and the path behind a proxy", async () => {
  const { port } = new URL(tidemark.url);
  const lines = (more: string) =>
    writeFileSync(config, `data-dir: ${tidemark.dataDir}\nlisten: 127.0.0.1:${port}\n${more}\n`);
  lines("tls: { cert: own.crt, key: own.key }");
  expect((await setupLink()).out).toContain(`\nhttps://127.0.0.1:${port}/setup#`);
  lines("public-url: https://ops.example/tidemark");
  expect((await setupLink()).out).toContain("\nhttps://ops.example/tidemark/setup#");
});
