import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { Access, AuditPage, Invitation, UserList } from "@/lib/contract";
import { freePort } from "@/server/local";
import type { OidcSettings } from "@/server/settings/access-section";
import { LOOPBACK } from "@/server/testing/listen";
import { clientId, type Person, startProvider, type TestProvider } from "@/server/testing/oidc-provider";
import { waitFor } from "@/server/testing/wait-for";
import { testToken } from "@/server/testing/who";
import { startForTest, type TestTidemark } from "@/server/tidemark.fixture";
import { type Browser, createBrowser } from "./browser.fixture";

const anna: Person = { subject: "1", claims: { preferred_username: "Anna", groups: ["on-call"] } };

let provider: TestProvider;
let tidemark: TestTidemark;
let browser: Browser;

const oidcAt = (issuer: string): OidcSettings => ({
  issuer,
  clientId,
  clientSecret: "provider-secret",
  label: "Company login",
  scopes: "openid profile",
  nameClaim: "preferred_username",
  groupsClaim: "groups",
  grants: [
    { value: "on-call", role: "operator", groups: ["orders"] },
    { value: "admins", role: "admin", groups: null },
  ],
});
const session = { idleMs: 3_600_000, longestMs: 3_600_000 };

beforeAll(async () => {
  const port = await freePort(LOOPBACK);
  provider = await startProvider({ redirectUri: `http://${LOOPBACK}:${port}/api/access/oidc/callback` });
  tidemark = await startForTest([], {
    settings: {
      listen: { host: LOOPBACK, port },
      access: { tokens: [testToken], session, oidc: oidcAt(provider.issuer), proxy: null, forwardedFrom: [] },
    },
  });
});
afterAll(async () => {
  await tidemark?.close();
  await provider?.close();
});
beforeEach(() => {
  browser = createBrowser();
  provider.person = anna;
  provider.signedInAt = null;
  provider.alter = null;
  provider.down.clear();
});

const start = (query = "") => browser.visit(`${tidemark.url}/api/access/oidc/start${query}`);
/** Path and query of where a browser is. */
const at = ({ url }: { url: URL }) => url.href.slice(url.origin.length);

async function you() {
  return Access.parse(await (await browser.ask(`${tidemark.url}/api/access`)).json()).you;
}
async function audited(): Promise<{ kind: string; actor: string | null; detail: Record<string, unknown> }[]> {
  return AuditPage.parse((await tidemark.get("/api/audit")).json).entries;
}

test("anybody is told that there is a provider, and what its button says", async () => {
  const access = Access.parse((await tidemark.get("/api/access", {})).json);
  expect(access).toEqual({ you: null, accounts: true, provider: "Company login" });
});

test("R11: somebody goes through the provider, comes back to the page they wanted, and may do what the table says", async () => {
  expect(at(await start("?to=%2Fg%2Forders%3Ftab%3Dlag"))).toBe("/g/orders?tab=lag");
  expect(await you()).toMatchObject({
    kind: "user",
    name: "anna",
    grants: { all: null, groups: { orders: "operator" } },
    password: false,
    secondFactor: false,
  });
  const entries = await audited();
  expect(entries.find(({ kind }) => kind === "signed-in")).toMatchObject({
    actor: "anna",
    detail: { way: "provider" },
  });
});

test("the browser keeps the sign-in in a cookie that comes along from the provider, and loses it afterwards", async () => {
  const begun = await browser.ask(`${tidemark.url}/api/access/oidc/start`);
  expect(begun.status).toBe(302);
  const cookie = browser.cookie(tidemark.url, "-oidc");
  expect(cookie).toMatch(/^tidemark-\d+-oidc=v1\./);
  for (const part of ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"]) expect(cookie).toContain(part);
  await browser.visit(begun.headers.get("location") ?? "");
  expect(browser.cookie(tidemark.url, "-oidc")).toBeUndefined();
  expect(browser.cookie(tidemark.url, new URL(tidemark.url).port)).toMatch(/HttpOnly; SameSite=Strict/i);
});

test("who may do nothing is told so, gets no account, and loses what they had", async () => {
  provider.person = { subject: "2", claims: { preferred_username: "ben", groups: ["staff"] } };
  expect(at(await start("?to=/backups"))).toBe("/login?problem=no-role&to=%2Fbackups");
  expect(await you()).toBeNull();
  const users = async () =>
    UserList.parse((await tidemark.get("/api/users")).json).users.map(({ name }) => name);
  expect(await users()).not.toContain("ben");

  provider.person = { subject: "2", claims: { preferred_username: "ben", groups: ["admins"] } };
  await start();
  expect((await browser.ask(`${tidemark.url}/api/users`)).status).toBe(200);
  provider.person = { subject: "2", claims: { preferred_username: "ben", groups: [] } };
  const elsewhere = createBrowser();
  expect(at(await elsewhere.visit(`${tidemark.url}/api/access/oidc/start`))).toBe("/login?problem=no-role");
  expect((await browser.ask(`${tidemark.url}/api/users`)).status).toBe(403);
});

test("whoever calls themselves what somebody is called already is another person, and is called otherwise", async () => {
  await start();
  const first = await you();
  browser = createBrowser();
  provider.person = { subject: "3", claims: { preferred_username: "ánna", groups: ["admins"] } };
  await start();
  expect(await you()).toMatchObject({ name: "anna@127.0.0.1", grants: { all: "admin" } });
  browser = createBrowser();
  provider.person = { ...anna, claims: { ...anna.claims, preferred_username: "anna@127.0.0.1" } };
  await start();
  expect(await you()).toMatchObject({ name: first?.name, grants: first?.grants });
});

test("a name that stands for no person is nobody's", async () => {
  provider.person = { subject: "4", claims: { preferred_username: "schedule", groups: ["on-call"] } };
  await start();
  expect((await you())?.name).toBe("schedule@127.0.0.1");
});

test("an account that an admin disabled stays out, whatever the provider says", async () => {
  provider.person = { subject: "5", claims: { preferred_username: "eva", groups: ["admins"] } };
  await start();
  const { users } = UserList.parse((await tidemark.get("/api/users")).json);
  const eva = users.find(({ name }) => name === "eva");
  expect(eva?.source).toBe("oidc");
  expect((await tidemark.change("POST", `/api/users/${eva?.id}`, { disabled: true })).status).toBe(200);
  expect(await you()).toBeNull();
  expect(at(await start())).toBe("/login?problem=account-disabled");
  expect(await you()).toBeNull();
});

test("what goes wrong is told by a code of ours, and a refusal is written down", async () => {
  provider.person = null;
  expect(at(await start("?to=/g/orders"))).toBe("/login?problem=provider-refused&to=%2Fg%2Forders");
  const refused = await waitFor(
    "a row of the audit",
    async () => (await audited()).find(({ detail: { code } }) => code === "provider-refused") ?? null,
  );
  expect(refused).toMatchObject({ kind: "sign-in-failed", actor: null, detail: { way: "provider" } });
  const forged = "error=x&error_description=%3Cb%3E&problem=no-role&state=a";
  expect(at(await browser.visit(`${tidemark.url}/api/access/oidc/callback?${forged}`))).toBe(
    "/login?problem=sign-in-expired",
  );
  provider.person = anna;
  provider.down.add("/token");
  expect(at(await start())).toBe("/login?problem=provider-unreachable");
});

test("nobody is taken to another site, nor into the API", async () => {
  for (const to of ["//evil.example", "/\\evil.example", "https://evil.example", "/api/access/oidc/start"])
    expect(at(await start(`?${new URLSearchParams({ to })}`))).toBe("/");
});

test("under a path of public-url the provider is told that path, and nobody is led out of it", async () => {
  const port = await freePort(LOOPBACK);
  const publicUrl = `http://${LOOPBACK}:${port}/ops`;
  const other = await startProvider({ redirectUri: `${publicUrl}/api/access/oidc/callback` });
  const under = await startForTest([], {
    settings: {
      listen: { host: LOOPBACK, port },
      publicUrl,
      access: { tokens: [testToken], session, oidc: oidcAt(other.issuer), proxy: null, forwardedFrom: [] },
    },
  });
  try {
    const begin = () => browser.visit(`${publicUrl}/api/access/oidc/start?to=/g/orders`);
    expect(at(await begin())).toBe("/ops/login?problem=provider-refused&to=%2Fg%2Forders");
    other.person = anna;
    expect(at(await begin())).toBe("/ops/g/orders");
  } finally {
    await under.close();
    await other.close();
  }
});

test("R20: the provider's people confirm by signing in there anew, in the session they have", async () => {
  provider.signedInAt = Math.floor(Date.now() / 1000) - 3_600;
  await start();
  const until = async () => Date.parse((await you())?.confirmedUntil ?? "");
  // They came through at once, but proved who they are an hour ago.
  expect(await until()).toBeLessThan(Date.now());

  const cookie = browser.cookie(tidemark.url, new URL(tidemark.url).port);
  expect(at(await start("?to=/confirmed&again=true"))).toBe(
    "/confirmed?problem=sign-in-not-fresh&to=%2Fconfirmed",
  );
  expect(await until()).toBeLessThan(Date.now());

  provider.signedInAt = null;
  expect(at(await start("?to=/confirmed&again=true"))).toBe("/confirmed");
  expect(await until()).toBeGreaterThan(Date.now() + 4 * 60_000);
  expect(browser.cookie(tidemark.url, new URL(tidemark.url).port)).toBe(cookie);
  expect((await audited())[0]).toMatchObject({ kind: "identity-confirmed", actor: "anna" });
});

test("R20: a sign-in at the provider of just now counts for five minutes, and one whose time is not told does not", async () => {
  await start();
  const until = async () => Date.parse((await you())?.confirmedUntil ?? "");
  expect(await until()).toBeGreaterThan(Date.now() + 4 * 60_000);
  provider.alter = ({ auth_time: _, ...claims }) => claims;
  await start();
  expect(await until()).toBeLessThan(Date.now());
});

test("R20: somebody else's sign-in confirms nothing, and ends in nobody's session", async () => {
  await start();
  browser.forget(provider.issuer);
  provider.person = { subject: "6", claims: { preferred_username: "fred", groups: ["admins"] } };
  expect(at(await start("?to=/confirmed&again=true"))).toBe(
    "/confirmed?problem=other-person&to=%2Fconfirmed",
  );
  expect(await you()).toMatchObject({ name: "anna" });
});

test("R20: only somebody of the provider's who is signed in here can confirm there", async () => {
  expect(at(await start("?again=true"))).toBe("/login?problem=sign-in-required");
  const asToken = await tidemark.get("/api/access/oidc/start?again=true");
  expect([asToken.status, asToken.headers.location]).toEqual([302, "/confirmed?problem=no-password-here"]);

  const added = await tidemark.change("POST", "/api/users", {
    name: "local-one",
    grants: { all: "admin", groups: {} },
  });
  const token = new URL(Invitation.parse(added.json).link).hash.slice(1);
  await browser.ask(`${tidemark.url}/api/access/setup`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: tidemark.url },
    body: JSON.stringify({ token, password: "correct horse battery" }),
  });
  expect((await you())?.name).toBe("local-one");
  expect(at(await start("?again=true"))).toBe("/confirmed?problem=no-password-here");
});

test("signing out ends the session that the provider began", async () => {
  await start();
  const json = { "content-type": "application/json", origin: tidemark.url };
  const out = await browser.ask(`${tidemark.url}/api/access/sign-out`, {
    method: "POST",
    headers: json,
    body: "{}",
  });
  expect(out.status).toBe(204);
  expect(await you()).toBeNull();
});

test("R9: the client's secret, codes and tokens of the provider are in no log line", async () => {
  await start();
  const log = tidemark.log.join("\n");
  expect(log).toContain("The provider says this");
  expect(log).not.toMatch(/provider-secret|eyJ|code_verifier|code=/);
  expect(z.string().parse(JSON.stringify(await audited()))).not.toMatch(/provider-secret|eyJ/);
});
