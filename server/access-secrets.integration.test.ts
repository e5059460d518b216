import { randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { Invitation, NewToken, RecoveryCodes, TotpSecret } from "@/lib/contract";
import { createEar, keptIn } from "./heard.fixture";
import { type Canary, searchFor } from "./testing/canaries";
import { testToken } from "./testing/who";
import { type Answer, startForTest, type TestTidemark } from "./tidemark.fixture";

// R9 for what people and programs sign in with: each secret may be in the one answer that gives it away, and nowhere else.

const ear = createEar();
const canaries: (Canary & { readonly shownIn?: string })[] = [];
let tidemark: TestTidemark;

/** A password that is remembered as a canary. */
function password(name: string): string {
  const text = `Cnry-${randomBytes(9).toString("hex")} é&"`;
  canaries.push({ name, text });
  return text;
}

beforeAll(async () => {
  tidemark = await startForTest([], { settings: { logLevel: "trace" }, options: { logTo: ear.logTo } });
  canaries.push({ name: "token of the settings", text: testToken.token });
  await signInAndOut();
});
afterAll(() => tidemark?.close());

const asNobody = { Cookie: "none=1" };
const post = (path: string, body: unknown, headers: Record<string, string> = asNobody): Promise<Answer> =>
  ear.answer(`POST ${path}`, tidemark.change("POST", path, body, headers));

/** The cookie that an answer sets, which is remembered. */
function cookieOf(answer: Answer, where: string): { Cookie: string } {
  const cookie = String(answer.headers["set-cookie"]).split(";")[0] ?? "";
  const text = cookie.split("=")[1] ?? "";
  canaries.push({ name: `session of ${where}`, text, shownIn: `answer to POST ${where}`, hash: "kept" });
  return { Cookie: cookie };
}

async function signInAndOut(): Promise<void> {
  const link = tidemark.setUpUrl?.split("#")[1] ?? "";
  canaries.push({ name: "set-up link", text: link, hash: "kept" });
  const own = password("password");
  await post("/api/access/link", { token: link });
  const first = cookieOf(
    await post("/api/access/setup", { token: link, name: "ana", password: own }),
    "/api/access/setup",
  );
  await post("/api/access/setup", {
    token: link,
    name: "eve",
    password: password("password of a used link"),
  });

  const wrong = password("wrong password");
  await post("/api/access/sign-in", { name: "ana", password: wrong });
  await post("/api/access/sign-in", { name: own, password: own });
  await post("/api/access/sign-in", { name: "ana", password: [own], code: own });
  await post("/api/access/sign-in", { name: "nobody", password: own });
  await post("/api/access/setup", { token: own, password: own });
  await post("/api/access/confirm", { password: wrong }, first);
  await post("/api/access/confirm", { password: own }, first);

  const totp = TotpSecret.parse((await post("/api/access/totp", undefined, first)).json);
  canaries.push({ name: "second factor", text: totp.secret, shownIn: "answer to POST /api/access/totp" });
  const code = new TOTP({ secret: Secret.fromBase32(totp.secret) }).generate();
  const { codes } = RecoveryCodes.parse((await post("/api/access/totp/confirm", { code }, first)).json);
  for (const text of codes)
    canaries.push({
      name: "recovery code",
      text,
      shownIn: "answer to POST /api/access/totp/confirm",
      hash: "kept",
    });
  const signIn = "/api/access/sign-in";
  await post(signIn, { name: "ana", password: own });
  await post(signIn, { name: "ana", password: own, code: "aaaaa-bbbbb" });
  const second = cookieOf(await post(signIn, { name: "ana", password: own, code: codes[0] }), signIn);

  const grants = { all: "viewer", groups: {} };
  const made = NewToken.parse((await post("/api/tokens", { name: "ci", grants, days: 1 }, second)).json);
  canaries.push({
    name: "API token",
    text: made.secret,
    shownIn: "answer to POST /api/tokens",
    hash: "kept",
  });
  const invited = Invitation.parse((await post("/api/users", { name: "bob", grants }, second)).json);
  canaries.push({
    name: "invitation",
    text: invited.link.split("#")[1] ?? "",
    shownIn: "answer to POST /api/users",
    hash: "kept",
  });
  const bearer = { Authorization: `Bearer ${made.secret}` };
  const next = password("next password");
  await post("/api/access/password", { current: own, password: "short" }, second);
  await post("/api/access/password", { current: own, password: next, code: codes[1] }, second);

  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse((await tidemark.get("/api/openapi.json")).json);
  const reading = Object.entries(paths).flatMap(([path, methods]) => ("get" in methods ? [path] : []));
  for (const headers of [second, bearer, { Authorization: `Bearer ${made.secret}x` }, {}])
    for (const path of reading) await ear.answer(`GET ${path}`, tidemark.get(path, headers));
  for (const { text } of [...canaries])
    for (const headers of [second, bearer, { Authorization: `Bearer ${encodeURIComponent(text)}` }])
      for (const path of [
        `/api/tokens/${encodeURIComponent(text)}`,
        `/api/users/${encodeURIComponent(text)}`,
      ])
        await ear.answer(
          `DELETE ${path.slice(0, 10)}`,
          tidemark.change("DELETE", path, undefined, { ...asNobody, ...headers }),
        );
  await listenWith({ ...second });
  await listenWith({ Authorization: `Bearer ${made.secret}x` });
  await post("/api/access/sign-out", undefined, second);
}

/** A page that connects, hears its first frames, and goes. */
async function listenWith(headers: Record<string, string>): Promise<void> {
  const page = io(tidemark.url, {
    path: "/live",
    transports: ["websocket"],
    reconnection: false,
    extraHeaders: { Origin: tidemark.url, ...headers },
  });
  page.io.engine?.on("data", ear.frame);
  await new Promise<void>((resolve) => {
    page.once("beat", () => resolve());
    page.once("connect_error", () => resolve());
  });
  page.close();
}

test.each(["answer", "frame", "log"])(
  "R9: what signs people in is in no %s but the one that gives it",
  (channel) => {
    expect(ear.of(channel).length).toBeGreaterThan(0);
    const leaks = ear
      .of(channel)
      .flatMap(({ where, bytes }) =>
        searchFor(canaries.filter(({ shownIn }) => shownIn !== where))(where, bytes),
      );
    expect(leaks).toEqual([]);
  },
);

test("R9: nor is it in the store, but as a hash where 128 random bits and more make that safe", () => {
  const { tables, files } = keptIn(tidemark.dataDir);
  const search = searchFor(canaries);
  expect(tables.find(({ where }) => where === "table audit")?.bytes).toContain("sign");
  expect([...tables, ...files].flatMap(({ where, bytes }) => search(where, bytes))).toEqual([]);
});
