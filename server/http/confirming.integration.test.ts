import { afterAll, beforeAll, expect, test } from "vitest";
import { Group, Identity, Invitation, NewToken, Plan, Run, UserList } from "@/lib/contract";
import { ask } from "@/server/testing/ask";
import { idAt, seedOf } from "@/server/testing/fleet";
import { startGroup, startTestServer, type TestGroup } from "@/server/testing/group";
import { overheard } from "@/server/testing/overhear";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { startForTest, type TestTidemark } from "../tidemark.fixture";
import { refused } from "./api.fixture";
import { cookieOf } from "./rights.fixture";

// Attaching a primary that holds data of its own gives up that data: as dangerous as a plan gets.

const minuteMs = 60_000;
const password = "a password of the tests";

let servers: TestGroup;
let lone: Awaited<ReturnType<typeof startTestServer>>;
let tidemark: TestTidemark;
let nowMs = Date.now();
let cookie: { Cookie: string };
let token: { Authorization: string };
beforeAll(async () => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  [servers, lone] = await Promise.all([startGroup({ binary, replicas: 0 }), startTestServer(binary)]);
  for (const server of [servers.primary, lone]) await ask(server, [["SET", "of-its-own", "v"]]);
  tidemark = await startForTest([], { options: { now: () => nowMs } });
  const seeds = [seedOf(servers.primary), seedOf(lone)];
  await tidemark.change("POST", "/api/groups", { name: "orders", seeds });
  await waitFor("both are known", async () => {
    const { data } = Group.safeParse((await tidemark.get("/api/groups/orders")).json);
    return data?.instances.filter(({ reachable }) => reachable).length === 2;
  });
  const grants = { all: "operator", groups: {} };
  const invited = await tidemark.change("POST", "/api/users", { name: "ana", grants });
  const link = new URL(Invitation.parse(invited.json).link).hash.slice(1);
  const setUp = { token: link, password };
  cookie = { Cookie: cookieOf(await tidemark.change("POST", "/api/access/setup", setUp, { Cookie: "" })) };
  const added = await tidemark.change("POST", "/api/tokens", { name: "ci", grants, days: 1 });
  token = { Authorization: `Bearer ${NewToken.parse(added.json).secret}` };
});
afterAll(async () => {
  await tidemark?.close();
  await servers?.stop();
  await lone?.kill();
});

async function dangerous(as: Record<string, string> = cookie): Promise<Plan> {
  const request = { action: "attach", instance: idAt(lone), upstream: idAt(servers.primary) };
  const planned = await tidemark.change("POST", "/api/groups/orders/plans", request, as);
  const plan = Plan.parse(planned.json);
  expect(plan.confirm).toMatchObject({ tier: 3, type: "orders" });
  return plan;
}
const start = (plan: Plan, confirm: object | null, as: Record<string, string> = cookie) =>
  tidemark.change("POST", "/api/runs", { plan: plan.id, ...(confirm !== null && { confirm }) }, as);
const typed = { accepted: true, text: "orders" };
/** What the two servers hear beside what is asked of them all the time. */
const heardOf = async (work: () => Promise<void>): Promise<string[]> =>
  (await overheard([servers.primary, lone], work)).filter((line) =>
    /replicaof|slaveof|config\|rewrite/i.test(line),
  );

test("R20: A dangerous run needs the very name typed", async () => {
  const plan = await dangerous();
  const heard = await heardOf(async () => {
    for (const confirm of [
      null,
      { accepted: true },
      { accepted: true, text: "" },
      { accepted: true, text: "Orders" },
      { accepted: true, text: "orders " },
      { accepted: true, text: idAt(lone) },
    ])
      expect(await refused(start(plan, confirm))).toMatchObject({
        status: 422,
        code: "confirmation-required",
      });
  });
  expect(heard).toEqual([]);
});

test("R20: A dangerous run needs a sign-in, or its confirmation, of the last five minutes", async () => {
  nowMs += 5 * minuteMs;
  const plan = await dangerous();
  const heard = await heardOf(async () => {
    expect(await refused(start(plan, typed))).toMatchObject({ status: 403, code: "confirm-identity" });
  });
  expect(heard).toEqual([]);
  // It says so only of what would be run otherwise: a wrong name is no reason to give a password.
  const confirm = (given: string) =>
    tidemark.change("POST", "/api/access/confirm", { password: given }, cookie);
  expect(await refused(confirm("wrong"))).toMatchObject({ status: 401, code: "sign-in-failed" });
  expect(await refused(start(plan, typed))).toMatchObject({ code: "confirm-identity" });
  const identity = Identity.parse((await confirm(password)).json);
  expect(Date.parse(identity.confirmedUntil ?? "")).toBe(nowMs + 5 * minuteMs);
  nowMs += 5 * minuteMs - 1;
  expect(await refused(start(plan, null))).toMatchObject({ code: "confirmation-required" });
  nowMs += 1;
  expect(await refused(start(plan, null))).toMatchObject({ code: "confirm-identity" });
  // What is not dangerous asks for nothing, and neither does a program, which has nothing to confirm by.
  const backup = await tidemark.change("POST", "/api/groups/orders/plans", { action: "backup" }, cookie);
  const begun = Run.parse((await start(Plan.parse(backup.json), { accepted: true })).json);
  await waitFor("the backup has ended", async () => {
    return Run.parse((await tidemark.get(`/api/runs/${begun.id}`)).json).state !== "running";
  });
  expect(await refused(start(await dangerous(token), null, token))).toMatchObject({
    code: "confirmation-required",
  });
});

test("R20: What would outlast a browser that was left open needs the same, and changes nothing without it", async () => {
  const grants = { all: "admin", groups: {} };
  const invited = await tidemark.change("POST", "/api/users", { name: "eve", grants });
  const link = new URL(Invitation.parse(invited.json).link).hash.slice(1);
  const eve = {
    Cookie: cookieOf(
      await tidemark.change("POST", "/api/access/setup", { token: link, password }, { Cookie: "" }),
    ),
  };
  const users = async () => (await tidemark.get("/api/users")).text;
  const tokens = async () => (await tidemark.get("/api/tokens")).text;
  nowMs += 5 * minuteMs;
  const before = [await users(), await tokens()];
  const [{ id } = { id: "" }] = UserList.parse(JSON.parse(before[0] ?? "")).users;
  const asks = [
    ["POST", "/api/users", { name: "mallory", grants }],
    ["POST", `/api/users/${id}`, { grants }],
    ["POST", `/api/users/${id}/link`, {}],
    ["DELETE", `/api/users/${id}`, undefined],
    ["POST", "/api/tokens", { name: "left-behind", grants, days: null }],
    ["DELETE", "/api/tokens/any", undefined],
    ["POST", "/api/access/totp", {}],
  ] as const;
  for (const [method, path, body] of asks)
    expect([path, await refused(tidemark.change(method, path, body, eve))]).toMatchObject([
      path,
      { status: 403, code: "confirm-identity" },
    ]);
  expect([await users(), await tokens()]).toEqual(before);
  await tidemark.change("POST", "/api/access/confirm", { password }, eve);
  const added = await tidemark.change("POST", "/api/tokens", { name: "meant", grants, days: 1 }, eve);
  expect(added.status).toBe(201);
});

test("R20: With all three it is run", async () => {
  await tidemark.change("POST", "/api/access/confirm", { password }, cookie);
  const plan = await dangerous();
  const run = Run.parse((await start(plan, typed)).json);
  const ended = await waitFor("it has ended", async () => {
    const now = Run.parse((await tidemark.get(`/api/runs/${run.id}`)).json);
    return now.state === "running" ? null : now;
  });
  expect(ended).toMatchObject({ state: "succeeded", actor: "ana" });
});

test("R20: A plan dies with what it was made of: after a change nothing of it is run", async () => {
  // What it took over, and a write of its own: it has something to lose again.
  await ask(lone, [
    ["REPLICAOF", "NO", "ONE"],
    ["SET", "of-its-own", "anew"],
  ]);
  const plan = await dangerous(token);
  await ask(lone, [["REPLICAOF", servers.primary.host, String(servers.primary.port)]]);
  const heard = await heardOf(async () => {
    expect(await refused(start(plan, typed, token))).toMatchObject({ status: 409, code: "plan-stale" });
  });
  expect(heard).toEqual([]);
});
