import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { personKey } from "@/lib/access/person-key";
import { ProblemError } from "@/server/errors";
import type { OidcSettings } from "@/server/settings/access-section";
import { createSeal } from "@/server/store/seal";
import { LOOPBACK, listen } from "@/server/testing/listen";
import {
  browse,
  clientId,
  type Person,
  startProvider,
  type TestProvider,
  type TestProviderOptions,
} from "@/server/testing/oidc-provider";
import { createOidc, type Oidc } from "./oidc";

const redirectUri = "http://127.0.0.1:7700/api/access/oidc/callback";
const anna: Person = {
  subject: "id-of-anna",
  claims: { preferred_username: "Anna", groups: ["staff", "on-call"] },
};

let dataDir = "";
let provider: TestProvider;
let nowMs = 0;
let logged = "";

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-oidc-"));
  provider = await startProvider({ redirectUri });
});
afterAll(async () => {
  await provider.close();
  rmSync(dataDir, { recursive: true });
});
beforeEach(() => {
  nowMs = Date.now();
  logged = "";
  provider.person = anna;
  provider.signedInAt = null;
});
afterEach(() => {
  provider.alter = null;
  provider.down.clear();
});

function client(changed: Partial<OidcSettings> = {}, at = redirectUri): Oidc {
  const settings: OidcSettings = {
    issuer: provider.issuer,
    clientId,
    clientSecret: "provider-secret",
    label: "Single sign-on",
    scopes: "openid profile",
    nameClaim: "preferred_username",
    groupsClaim: "groups",
    grants: [{ value: "on-call", role: "operator", groups: ["orders"] }],
    ...changed,
  };
  const log = pino({ level: "debug" }, { write: (line) => (logged += line) });
  return createOidc(settings, { redirectUri: at, seal: createSeal(dataDir), now: () => nowMs, log });
}

const annaKey = () => personKey({ issuer: provider.issuer, subject: "id-of-anna" });
const plain = { to: "/g/orders", again: null };

/** Begins, goes through the provider and comes back. */
async function cameBack(oidc: Oidc, asked: Parameters<Oidc["begin"]>[0] = plain) {
  const { url, pending } = await oidc.begin(asked);
  return { query: await browse(url, redirectUri), pending };
}

async function signIn(oidc: Oidc, asked: Parameters<Oidc["begin"]>[0] = plain) {
  const { query, pending } = await cameBack(oidc, asked);
  return await oidc.finish(query, pending);
}

/** The code and the words of a refusal. */
async function refusal(doing: Promise<unknown>): Promise<string> {
  try {
    await doing;
  } catch (error) {
    if (error instanceof ProblemError) return `${error.status} ${error.message}`;
    throw error;
  }
  throw new Error("it was let pass");
}

test("somebody whom the provider signs in gets what the table gives to their groups", async () => {
  const before = Math.floor(Date.now() / 1000) * 1000;
  const person = await signIn(client());
  expect(person).toMatchObject({
    person: { issuer: provider.issuer, subject: "id-of-anna" },
    claimedName: "Anna",
    grants: { all: null, groups: { orders: "operator" } },
    to: "/g/orders",
    confirmed: null,
  });
  expect(person.authTimeMs).toBeGreaterThanOrEqual(before);
});

test("the provider is asked for a code with PKCE, a state and a nonce of their own each time", async () => {
  const oidc = client();
  const urls = [await oidc.begin(plain), await oidc.begin(plain)].map(({ url }) => new URL(url));
  for (const { searchParams } of urls) {
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: "openid profile",
      code_challenge_method: "S256",
      max_age: "2592000",
    });
    expect(searchParams.has("prompt")).toBe(false);
  }
  for (const once of ["state", "nonce", "code_challenge"])
    expect(urls[0]?.searchParams.get(once)).not.toBe(urls[1]?.searchParams.get(once));
});

test.each<[string, Partial<TestProviderOptions>, Partial<OidcSettings>]>([
  ["a public client, which PKCE alone protects", { secret: null }, { clientSecret: null }],
  ["a client that sends its secret in the body", { authentication: "client_secret_post" }, {}],
  ["a provider that tells claims at its userinfo endpoint alone", { claimsInToken: false }, {}],
])("people sign in by %s", async (_, options, settings) => {
  const other = await startProvider({ redirectUri, ...options });
  try {
    other.person = anna;
    const person = await signIn(client({ issuer: other.issuer, ...settings }));
    expect(person).toMatchObject({ claimedName: "Anna", grants: { groups: { orders: "operator" } } });
  } finally {
    await other.close();
  }
});

test("somebody without a group of the table is signed in to nothing", async () => {
  provider.person = { subject: "id-of-ben", claims: { groups: "staff" } };
  expect(await signIn(client())).toMatchObject({ claimedName: null, grants: { all: null, groups: {} } });
});

test("the provider itself demands the proof that PKCE is", async () => {
  const { url } = await client().begin(plain);
  const without = new URL(url);
  without.searchParams.delete("code_challenge");
  without.searchParams.delete("code_challenge_method");
  expect((await browse(without.href, redirectUri)).get("error")).toBe("invalid_request");
});

test("a code that was got by another browser's sign-in is refused", async () => {
  const oidc = client();
  const mine = await cameBack(oidc);
  const others = await cameBack(oidc);
  // The attacker's code, with the victim's state beside it.
  const mixed = new URLSearchParams(others.query);
  mixed.set("state", mine.query.get("state") ?? "");
  expect(await refusal(oidc.finish(mixed, mine.pending))).toMatch(
    /^403 provider-refused: .*was not for this browser/,
  );
});

test("an answer is taken by no browser but the one that asked, and in that by the last that was begun", async () => {
  const oidc = client();
  const first = await cameBack(oidc);
  const second = await cameBack(oidc);
  expect(await refusal(oidc.finish(first.query, undefined))).toMatch(/^400 sign-in-expired/);
  expect(await refusal(oidc.finish(first.query, second.pending))).toMatch(/^400 sign-in-expired/);
  const stateless = new URLSearchParams(second.query);
  stateless.delete("state");
  expect(await refusal(oidc.finish(stateless, second.pending))).toMatch(/^400 sign-in-expired/);
  expect(await oidc.finish(second.query, second.pending)).toMatchObject({
    person: { subject: "id-of-anna" },
  });
});

test("what a browser keeps of a sign-in can be neither read, changed nor taken from elsewhere", async () => {
  const oidc = client();
  const { query, pending } = await cameBack(oidc);
  expect(pending).not.toContain(query.get("state"));
  const altered = `${pending.slice(0, -2)}${pending.endsWith("AA") ? "BB" : "AA"}`;
  const elsewhere = createSeal(dataDir).seal("group orders", "{}");
  for (const other of ["", "v1", "v1.a.b.c", altered, elsewhere])
    expect(await refusal(oidc.finish(query, other))).toMatch(/^400 sign-in-expired/);
});

test("whatever a browser comes back with, it is refused by a code of ours", async () => {
  const oidc = client();
  const { url, pending } = await oidc.begin(plain);
  const state = new URL(url).searchParams.get("state") ?? "";
  const name = fc.constantFrom(
    "code",
    "state",
    "iss",
    "error",
    "error_description",
    "response",
    "id_token",
    "x",
  );
  const value = fc.oneof(
    fc.constantFrom(state, provider.issuer, "", "invalid_grant"),
    fc.string({ unit: "binary" }),
  );
  const kept = fc.oneof(fc.constant(pending), fc.constant(undefined), fc.string({ unit: "binary" }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 6 }), kept, async (pairs, cookie) => {
      const query = new URLSearchParams([...pairs, ["state", state]]);
      expect(await refusal(oidc.finish(query, cookie))).toMatch(
        /^(400 sign-in-expired|403 provider-refused): [ -~]+$/,
      );
    }),
    { numRuns: 200 },
  );
});

test("a code counts once", async () => {
  const oidc = client();
  const { query, pending } = await cameBack(oidc);
  await oidc.finish(query, pending);
  expect(await refusal(oidc.finish(query, pending))).toMatch(/^403 provider-refused: .*used before/);
});

test("a sign-in lives for 10 minutes, however the clock is set", async () => {
  const oidc = client();
  const { query, pending } = await cameBack(oidc);
  const beganMs = nowMs;
  for (const laterMs of [10 * 60_000 + 1, -10 * 60_000 - 1]) {
    nowMs = beganMs + laterMs;
    expect(await refusal(oidc.finish(query, pending))).toMatch(/^400 sign-in-expired/);
  }
  nowMs = beganMs + 10 * 60_000;
  expect(await oidc.finish(query, pending)).toMatchObject({ person: { subject: "id-of-anna" } });
});

test.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>, RegExp]>([
  ["of another sign-in's nonce", (claims) => ({ ...claims, nonce: "another" }), /issuer, audience or nonce/],
  ["without a nonce", ({ nonce: _, ...claims }) => claims, /issuer, audience or nonce|standard/],
  ["for another client", (claims) => ({ ...claims, aud: "grafana" }), /issuer, audience or nonce/],
  [
    "of another issuer",
    (claims) => ({ ...claims, iss: "https://evil.example" }),
    /issuer, audience or nonce/,
  ],
  [
    "that ended a minute ago",
    (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 60 }),
    /compare the clocks/,
  ],
  [
    "that counts from an hour from now on",
    (claims) => ({ ...claims, nbf: Math.floor(Date.now() / 1000) + 3600 }),
    /compare the clocks/,
  ],
])("a token %s is refused", async (_, alter, words) => {
  provider.alter = alter;
  const said = await refusal(signIn(client()));
  expect(said).toMatch(/^403 provider-refused/);
  expect(said).toMatch(words);
});

test("a provider's clock may be half a minute off", async () => {
  const skewed = Math.floor(Date.now() / 1000);
  provider.alter = (claims) => ({ ...claims, iat: skewed + 20, nbf: skewed + 20, auth_time: skewed + 20 });
  const person = await signIn(client());
  expect(person.authTimeMs).toBe(nowMs);
  provider.alter = (claims) => ({ ...claims, exp: skewed - 20 });
  expect(await signIn(client())).toMatchObject({ person: { subject: "id-of-anna" } });
});

test("a token that is not signed with the provider's key is refused", async () => {
  const other = await startProvider({ redirectUri });
  const front = createServer(async (request, response) => {
    // Everything is the provider's, but the keys are another's.
    const from = request.url === "/jwks" ? other.issuer : provider.issuer;
    const answer = await fetch(`${from}${request.url}`);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
  });
  try {
    const keys = `http://${LOOPBACK}:${await listen(front)}/jwks`;
    const oidc = client();
    const { query, pending } = await cameBack(oidc);
    provider.metadata = (document) => ({ ...document, jwks_uri: keys });
    expect(await refusal(client().finish(query, pending))).toMatch(/^403 provider-refused: .*key/);
  } finally {
    provider.metadata = null;
    front.close();
    await other.close();
  }
});

test("an answer that another provider sent is refused before its code is given to anyone", async () => {
  const oidc = client();
  const { query, pending } = await cameBack(oidc);
  const before = provider.asked.filter((path) => path === "/token").length;
  query.set("iss", "https://evil.example");
  expect(await refusal(oidc.finish(query, pending))).toMatch(/^403 provider-refused/);
  query.delete("iss");
  expect(await refusal(oidc.finish(query, pending))).toMatch(/^403 provider-refused/);
  expect(provider.asked.filter((path) => path === "/token")).toHaveLength(before);
});

test("a discovery document that names another issuer is refused", async () => {
  provider.metadata = (document) => ({ ...document, issuer: "https://evil.example" });
  try {
    expect(await refusal(client().begin(plain))).toMatch(
      /^403 provider-refused: The answer is of another issuer/,
    );
  } finally {
    provider.metadata = null;
  }
});

test("keys that the provider exchanged count at the next sign-in", async () => {
  const oidc = client();
  await signIn(oidc);
  provider.rotateKeys();
  expect(await signIn(oidc)).toMatchObject({ person: { subject: "id-of-anna" } });
});

test("a provider that is down is told apart, and counts again as soon as it is back", async () => {
  const oidc = client();
  provider.down.add("/.well-known/openid-configuration");
  expect(await refusal(oidc.begin(plain))).toMatch(/^503 provider-unreachable/);
  provider.down.clear();
  const { query, pending } = await cameBack(oidc);
  provider.down.add("/token");
  expect(await refusal(oidc.finish(query, pending))).toMatch(/^503 provider-unreachable/);
  provider.down.clear();
  expect(await oidc.finish(query, pending)).toMatchObject({ person: { subject: "id-of-anna" } });
});

test("what is no provider is said to be none, without a word of it", async () => {
  const page = createServer((_, response) => response.writeHead(200).end("<script>canary-page</script>"));
  try {
    const issuer = `http://${LOOPBACK}:${await listen(page)}`;
    const said = await refusal(client({ issuer }).begin(plain));
    expect(said).toMatch(/^503 provider-unreachable/);
    expect(said + logged).not.toContain("canary");
  } finally {
    page.close();
  }
});

test("however many begin at once, the provider is asked where it is once, and again after five minutes", async () => {
  const oidc = client();
  const discoveries = () => provider.asked.filter((path) => path.startsWith("/.well-known/")).length;
  const before = discoveries();
  await Promise.all(Array.from({ length: 20 }, () => oidc.begin(plain)));
  await oidc.begin(plain);
  expect(discoveries()).toBe(before + 1);
  nowMs += 5 * 60_000;
  await oidc.begin(plain);
  expect(discoveries()).toBe(before + 2);
});

test("a refusal says what the standard has words for, and nothing that the provider wrote", async () => {
  const oidc = client();
  provider.person = null;
  expect(await refusal(signIn(oidc))).toMatch(/^403 provider-refused: The provider or the person said no/);
  const { query, pending } = await cameBack(oidc);
  query.set("error", "canary-error");
  query.set("error_description", "<b>canary-words</b>");
  const said = await refusal(oidc.finish(query, pending));
  expect(said).toMatch(/^403 provider-refused/);
  expect(said + logged).not.toContain("canary");
});

test("a wrong client secret is told as such, and neither it nor any token is in a log line", async () => {
  const said = await refusal(signIn(client({ clientSecret: "canary-secret" })));
  expect(said).toMatch(/^403 provider-refused: The provider does not take client-id and client-secret/);
  await signIn(client());
  expect(logged).toContain('"values":["staff","on-call"]');
  expect(said + logged).not.toMatch(/canary|provider-secret|eyJ/);
});

test("R20: to confirm, the provider has to ask anew, and say that it did", async () => {
  const oidc = client();
  const again = { to: "/g/orders", again: { person: annaKey(), session: "s1" } };
  const { url } = await oidc.begin(again);
  expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({ prompt: "login", max_age: "0" });
  const person = await signIn(oidc, again);
  expect(person.confirmed).toBe("s1");
  expect(person.authTimeMs === null ? 0 : person.authTimeMs).toBeGreaterThan(nowMs - 30_000);
});

test("R20: a sign-in of before confirms nothing, nor does one whose time is not told", async () => {
  const oidc = client();
  const again = { to: "/", again: { person: annaKey(), session: "s1" } };
  provider.signedInAt = Math.floor(nowMs / 1000) - 120;
  expect(await refusal(signIn(oidc, again))).toMatch(/^403 sign-in-not-fresh/);
  provider.signedInAt = null;
  provider.alter = ({ auth_time: _, ...claims }) => claims;
  expect(await refusal(signIn(oidc, again))).toMatch(/^403 sign-in-not-fresh/);
  provider.alter = (claims) => ({ ...claims, auth_time: String(claims.auth_time) });
  expect(await refusal(signIn(oidc, again))).toMatch(/^403/);
});

test("R20: nobody else can confirm", async () => {
  const oidc = client();
  provider.person = { ...anna, subject: "id-of-ben" };
  expect(await refusal(signIn(oidc, { to: "/", again: { person: annaKey(), session: "s1" } }))).toMatch(
    /^403 other-person/,
  );
});

test("nobody is taken to another site after signing in", async () => {
  expect(await signIn(client(), { to: "//evil.example/g/orders", again: null })).toMatchObject({ to: "/" });
});
