import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { TOTP } from "otpauth";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  Access,
  AuditPage,
  Invitation,
  LinkAnswer,
  NewToken,
  Problem,
  RecoveryCodes,
  SessionList,
  TotpSecret,
  UserList,
} from "@/lib/contract";
import { cookieOf } from "@/server/http/rights.fixture";
import { freePort } from "@/server/local";
import { testToken } from "@/server/testing/who";
import { type Answer, call, startForTest, type TestTidemark } from "@/server/tidemark.fixture";

const password = "correct horse battery";
const hourMs = 3_600_000;
/** No token of the settings: as somebody who has just installed it. */
const bare = {
  tokens: [],
  session: { idleMs: 30 * 24 * hourMs, longestMs: 30 * 24 * hourMs },
  forwardedFrom: [],
  oidc: null,
  proxy: null,
};

let dataDir = "";
let nowMs = 0;
let open: TestTidemark[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-sign-in-"));
  nowMs = Date.now();
  open = [];
});
afterEach(async () => {
  for (const tidemark of open) await tidemark.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(access: object = {}): Promise<TestTidemark> {
  const tidemark = await startForTest([], {
    dataDir,
    settings: { access: { ...bare, ...access } },
    options: { now: () => nowMs },
  });
  open.push(tidemark);
  return tidemark;
}
const stranger = { Cookie: "" };
const linkToken = (link: string | null): string => {
  if (link === null) throw new Error("there is no link");
  return new URL(link).hash.slice(1);
};
const setUp = (at: TestTidemark, token: string, name?: string) =>
  at.change("POST", "/api/access/setup", { token, password, ...(name !== undefined && { name }) }, stranger);
const signIn = (at: TestTidemark, given: object) =>
  at.change("POST", "/api/access/sign-in", { name: "ana", password, ...given }, stranger);
/** The first account, and its cookie. */
async function admin(at: TestTidemark): Promise<{ Cookie: string }> {
  return { Cookie: cookieOf(await setUp(at, linkToken(at.setUpUrl), "ana")) };
}
const codeOf = ({ json }: Answer): string => Problem.parse(json).code;
const usersOf = async (at: TestTidemark, as: { Cookie: string }) =>
  UserList.parse((await at.get("/api/users", as)).json).users;
async function kindsOf(at: TestTidemark, as: { Cookie: string }): Promise<string[]> {
  const page = AuditPage.parse((await at.get("/api/audit?limit=1000", as)).json);
  return page.entries.map(({ kind }) => kind).reverse();
}

test("R11: a new Tidemark has no account, and no name and password that one could guess", async () => {
  const at = await start();
  expect(Access.parse((await at.get("/api/access", stranger)).json)).toEqual({
    you: null,
    accounts: false,
    provider: null,
  });
  for (const name of ["admin", "root", "tidemark", "demo", "local", "system"])
    for (const guess of [name, "admin", "password"])
      expect((await signIn(at, { name, password: guess })).status).toBe(401);
  expect(at.setUpUrl).toMatch(/\/setup#[A-Za-z0-9_-]{43}$/);
});

test("R11: the link for the first account works once, and stands in no line of the log", async () => {
  const at = await start();
  const token = linkToken(at.setUpUrl);
  const looked = await at.change("POST", "/api/access/link", { token }, stranger);
  expect(LinkAnswer.parse(looked.json)).toMatchObject({ kind: "first", name: null });
  const made = await setUp(at, token, "ana");
  expect(made.status).toBe(201);
  for (const again of [await setUp(at, token, "ben"), await setUp(at, token, "ana")])
    expect([again.status, codeOf(again)]).toEqual([410, "link-used"]);
  const users = await usersOf(at, { Cookie: cookieOf(made) });
  expect(users.map(({ name, grants }) => [name, grants.all])).toEqual([["ana", "admin"]]);
  expect(at.log.filter((line) => line.includes(token))).toEqual([]);
  const secret = cookieOf(made).split("=")[1] ?? "";
  expect(at.log.filter((line) => line.includes(secret) || line.includes(password))).toEqual([]);
});

test("R11: of two who use the link at once one has an account", async () => {
  const at = await start();
  const token = linkToken(at.setUpUrl);
  const both = await Promise.all([setUp(at, token, "ana"), setUp(at, token, "ben")]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 410]);
  const winner = both.find(({ status }) => status === 201);
  if (winner === undefined) throw new Error("nobody");
  expect(await usersOf(at, { Cookie: cookieOf(winner) })).toHaveLength(1);
});

test("R11: the link ends with the day, and a newer one takes its place; with an account there is none", async () => {
  const first = await start();
  const older = linkToken(first.setUpUrl);
  const second = await start();
  const newer = linkToken(second.setUpUrl);
  expect(codeOf(await setUp(first, older, "ana"))).toBe("link-used");
  nowMs += 24 * hourMs;
  expect(codeOf(await setUp(first, newer, "ana"))).toBe("link-used");
  nowMs -= 1;
  expect((await setUp(first, newer, "ana")).status).toBe(201);
  expect((await start()).setUpUrl).toBeNull();
});

test("R11: nothing tells an unknown name from a wrong password or a disabled account", async () => {
  const at = await start();
  const as = await admin(at);
  const add = async (name: string) => {
    const body = { name, grants: { all: "viewer", groups: {} } };
    return Invitation.parse((await at.change("POST", "/api/users", body, as)).json);
  };
  const off = await add("off");
  await setUp(at, linkToken(off.link));
  await at.change("POST", `/api/users/${off.user.id}`, { disabled: true }, as);
  await add("invited");
  const tries = [
    { name: "nobody" },
    { name: "ana", password: "wrong" },
    { name: "off" },
    { name: "invited" },
    { name: "ANA", password: "wrong" },
    { name: "ana\u0000" },
  ];
  const answers = await Promise.all(tries.map((given) => signIn(at, given)));
  const [{ headers, text } = { headers: {}, text: "" }] = answers;
  const { date: _, ...same } = headers;
  for (const answer of answers) {
    expect([answer.status, answer.text]).toEqual([401, text]);
    expect(answer.headers).toMatchObject(same);
  }
});

test("R11: after eight wrong ones the right password is refused too, with the time to wait", async () => {
  const at = await start();
  await admin(at);
  for (let i = 0; i < 8; i += 1) expect((await signIn(at, { password: `wrong ${i}` })).status).toBe(401);
  const refused = await signIn(at, {});
  expect([refused.status, codeOf(refused)]).toEqual([429, "too-many-attempts"]);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(800);
  expect(Number(refused.headers["retry-after"])).toBeLessThanOrEqual(900);
  expect(refused.headers["set-cookie"]).toBeUndefined();
});

test("R11: behind a proxy that is named, whoever guesses shuts out nobody else", async () => {
  const at = await start({ forwardedFrom: [{ family: "ipv4", address: "127.0.0.1", prefix: 32 }] });
  const cookie = await admin(at);
  const from = (address: string, given: object = {}) =>
    at.change(
      "POST",
      "/api/access/sign-in",
      { name: "ana", password, ...given },
      // What the client has written stands before what the proxy has seen.
      { ...stranger, "X-Forwarded-For": `198.51.100.9, ${address}` },
    );
  for (let i = 0; i < 8; i += 1) expect((await from("192.0.2.1", { password: "wrong" })).status).toBe(401);
  expect((await from("192.0.2.1")).status).toBe(429);
  expect((await from("192.0.2.2")).status).toBe(200);
  const { sessions } = SessionList.parse((await at.get("/api/access/sessions", cookie)).json);
  expect(sessions.map(({ address }) => address).sort()).toEqual(["127.0.0.1", "192.0.2.2"]);
});

test("R11: twenty tries at once are counted as twenty", async () => {
  const at = await start();
  await admin(at);
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => signIn(at, { password: `wrong ${i}` })));
  expect(all.filter(({ status }) => status === 401)).toHaveLength(8);
  expect(all.filter(({ status }) => status === 429)).toHaveLength(12);
});

test("R11: passwords are kept as Argon2id with the cost that is promised, sessions, tokens and links as hashes", async () => {
  const at = await start();
  const as = await admin(at);
  const body = { name: "ci", grants: { all: "viewer", groups: {} }, days: null };
  const token = NewToken.parse((await at.change("POST", "/api/tokens", body, as)).json);
  const invited = await at.change("POST", "/api/users", { ...body, name: "ben" }, as);
  const link = linkToken(Invitation.parse(invited.json).link);
  const store = new Database(join(dataDir, "tidemark.db"));
  const kept = store.prepare("select password from users where name = 'ana'").pluck().get();
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  store.pragma("wal_checkpoint(truncate)");
  store.close();
  const bytes = readFileSync(join(dataDir, "tidemark.db"));
  for (const secret of [password, as.Cookie.split("=")[1] ?? "", token.secret, token.secret.slice(4), link])
    expect(bytes.includes(secret)).toBe(false);
});

test("R11: a second factor: asked once the password is right, each code once, a step of the clock forgiven, sealed where it lies", async () => {
  const at = await start();
  const as = await admin(at);
  const { secret } = TotpSecret.parse((await at.change("POST", "/api/access/totp", {}, as)).json);
  const totp = new TOTP({ secret });
  const codeAt = (steps: number) => totp.generate({ timestamp: nowMs + steps * 30_000 });
  // A secret that was shown counts for nothing until a code of it was given.
  expect((await signIn(at, {})).status).toBe(200);
  expect(codeOf(await at.change("POST", "/api/access/totp/confirm", { code: "000000" }, as))).toBe(
    "sign-in-failed",
  );
  const set = await at.change("POST", "/api/access/totp/confirm", { code: codeAt(0) }, as);
  const { codes } = RecoveryCodes.parse(set.json);
  expect(new Set(codes).size).toBe(10);

  expect(codeOf(await signIn(at, {}))).toBe("code-required");
  expect(codeOf(await signIn(at, { password: "wrong", code: codeAt(1) }))).toBe("sign-in-failed");
  // The one that set it is used up.
  expect(codeOf(await signIn(at, { code: codeAt(0) }))).toBe("sign-in-failed");
  expect((await signIn(at, { code: codeAt(1) })).status).toBe(200);
  expect(codeOf(await signIn(at, { code: codeAt(1) }))).toBe("sign-in-failed");
  nowMs += 90_000;
  expect(codeOf(await signIn(at, { code: codeAt(2) }))).toBe("sign-in-failed");
  expect(codeOf(await signIn(at, { code: codeAt(-2) }))).toBe("sign-in-failed");
  expect((await signIn(at, { code: codeAt(-1) })).status).toBe(200);
  const racing = await Promise.all([signIn(at, { code: codeAt(0) }), signIn(at, { code: codeAt(0) })]);
  expect(racing.map(({ status }) => status).sort()).toEqual([200, 401]);

  const [recovery = ""] = codes;
  expect((await signIn(at, { code: recovery })).status).toBe(200);
  expect(codeOf(await signIn(at, { code: recovery }))).toBe("sign-in-failed");

  const raw = new Database(join(dataDir, "tidemark.db"));
  raw.pragma("wal_checkpoint(truncate)");
  raw.close();
  const bytes = readFileSync(join(dataDir, "tidemark.db"));
  for (const clear of [secret, ...codes]) expect(bytes.includes(clear)).toBe(false);
});

test("R5: a cookie on loopback is this dashboard's own; where public-url is https it is bound to the host", async () => {
  const at = await start();
  const { port } = new URL(at.url);
  const made = await setUp(at, linkToken(at.setUpUrl), "ana");
  expect(made.headers["set-cookie"]).toEqual([
    expect.stringMatching(
      new RegExp(`^tidemark-${port}=[A-Za-z0-9_-]{43}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict$`),
    ),
  ]);
  // Behind a proxy that speaks https for us.
  const listen = { host: "127.0.0.1", port: await freePort("127.0.0.1") };
  const publicUrl = "https://tidemark.example";
  open.push(await startForTest([], { dataDir, settings: { access: bare, publicUrl, listen } }));
  const ask = (method: string, path: string, headers: Record<string, string>, body?: object) =>
    call(`http://127.0.0.1:${listen.port}${path}`, {
      method,
      headers: { Origin: publicUrl, "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const answer = await ask("POST", "/api/access/sign-in", {}, { name: "ana", password });
  expect(answer.headers["set-cookie"]).toEqual([
    expect.stringMatching(
      /^__Host-tidemark=[A-Za-z0-9_-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    ),
  ]);
  // A cookie of the other name, which another host could plant, is none.
  const secret = cookieOf(answer).split("=")[1];
  const planted = { Cookie: `tidemark-${listen.port}=${secret}` };
  expect((await ask("GET", "/api/users", planted)).status).toBe(401);
  const own = { Cookie: `__Host-tidemark=${secret}` };
  expect((await ask("GET", "/api/users", own)).status).toBe(200);
  const out = await ask("POST", "/api/access/sign-out", own);
  expect(out.headers["set-cookie"]).toEqual([
    "__Host-tidemark=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict",
  ]);
});

test("R19: what is done about access is written down with it, and by whom", async () => {
  const at = await start();
  const as = await admin(at);
  const post = (path: string, body: object, who = as) => at.change("POST", path, body, who);
  const grants = { all: "viewer", groups: {} };
  const invited = Invitation.parse((await post("/api/users", { name: "ben", grants })).json);
  const ben = { Cookie: cookieOf(await setUp(at, linkToken(invited.link))) };
  await post(`/api/users/${invited.user.id}`, { grants: { all: "operator", groups: {} } });
  await post(`/api/users/${invited.user.id}/link`, {});
  const token = NewToken.parse((await post("/api/tokens", { name: "ci", grants, days: 1 })).json);
  await at.change("DELETE", `/api/tokens/${token.token.id}`, undefined, as);
  await signIn(at, { name: "ben" });
  const { sessions } = SessionList.parse((await at.get("/api/access/sessions", ben)).json);
  const other = sessions.find(({ current }) => !current)?.id;
  await at.change("DELETE", `/api/access/sessions/${other}`, undefined, ben);
  await post("/api/access/password", { current: password, password: `${password} staple` }, ben);
  const { secret } = TotpSecret.parse((await post("/api/access/totp", {}, ben)).json);
  await post("/api/access/totp/confirm", { code: new TOTP({ secret }).generate({ timestamp: nowMs }) }, ben);
  nowMs += 60_000;
  const code = new TOTP({ secret }).generate({ timestamp: nowMs });
  await post("/api/access/totp/remove", { password: `${password} staple`, code }, ben);
  await post("/api/access/confirm", { password: `${password} staple` }, ben);
  await signIn(at, { name: "ben", password: "wrong" });
  await post("/api/access/sign-out", {}, ben);
  await at.change("DELETE", `/api/users/${invited.user.id}`, undefined, as);
  expect(await kindsOf(at, as)).toEqual([
    "user-link",
    "account-set-up",
    "signed-in",
    "user-added",
    "account-set-up",
    "signed-in",
    "user-changed",
    "user-link",
    "token-added",
    "token-removed",
    "signed-in",
    "session-ended",
    "password-changed",
    "second-factor-set",
    "second-factor-removed",
    "identity-confirmed",
    "sign-in-failed",
    "signed-out",
    "user-removed",
  ]);
  const { entries } = AuditPage.parse((await at.get("/api/audit?limit=1000", as)).json);
  const of = (kind: string) => entries.find((entry) => entry.kind === kind);
  expect(of("user-changed")).toMatchObject({ actor: "ana", detail: { user: "ben" } });
  expect(of("signed-out")).toMatchObject({ actor: "ben" });
  expect(of("sign-in-failed")).toMatchObject({ actor: null, detail: { user: "ben", way: "password" } });
  // Nothing of it is a secret, in whatever form it is taken away.
  const exported = (await at.get("/api/audit?format=csv", as)).text;
  for (const word of [password, secret, token.secret, linkToken(invited.link)])
    expect(JSON.stringify(entries) + exported).not.toContain(word);
});

test("R19: where a row cannot be written nobody is signed in, invited or given a token", async () => {
  const at = await start({ tokens: [testToken] });
  const as = await admin(at);
  const other = new Database(join(dataDir, "tidemark.db"));
  other.exec("begin immediate");
  const grants = { all: "viewer", groups: {} };
  for (const answer of [
    await signIn(at, {}),
    await at.change("POST", "/api/users", { name: "ben", grants }, as),
    await at.change("POST", "/api/tokens", { name: "ci", grants, days: 1 }, as),
  ]) {
    expect([answer.status, codeOf(answer)]).toEqual([503, "store-failing"]);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  }
  other.exec("rollback");
  other.close();
  expect(await usersOf(at, as)).toHaveLength(1);
  expect(SessionList.parse((await at.get("/api/access/sessions", as)).json).sessions).toHaveLength(1);
});
