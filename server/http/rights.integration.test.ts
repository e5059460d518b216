import { io } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { frameRights, refusalOf, routeRights } from "@/lib/access/table";
import { AuditPage, NewToken, Plan, Problem } from "@/lib/contract";
import { idAt } from "@/server/testing/fleet";
import { overheardAgain } from "@/server/testing/overhear";
import { waitFor } from "@/server/testing/wait-for";
import { type Actor, elsewhere, type House, here, openHouse } from "./rights.fixture";
import { type Cell, cases, cellsOf } from "./rights-cases.fixture";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house?.close());

const nameOf = ({ route, actor }: Cell): string => `${route} by ${actor.way} ${actor.name}`;

/** Cells that were answered otherwise than the table declares. */
async function differing(cells: readonly Cell[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const cell of cells) {
    const answered = await cell.ask();
    if (answered !== cell.declared)
      wrong.push(`${nameOf(cell)}: declared ${cell.declared}, answered ${answered}`);
  }
  return wrong;
}

const programs = (...names: readonly string[]) =>
  names.map((name) => {
    const found = house.actors.find((actor) => actor.name === name && actor.way === "token");
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  });
// First, since ten a minute are written and the walk below has hundreds.
test("R19: who asks for more than they may, or for what they do not see, is written down", async () => {
  const [viewer, stranger] = programs("viewer-here", "admin-elsewhere");
  if (viewer === undefined || stranger === undefined) throw new Error("no programs");
  await house.ask(viewer, "DELETE", `/api/groups/${here}`);
  await house.ask(stranger, "GET", `/api/groups/${here}`);
  const entries = await waitFor("both are written down", async () => {
    const page = AuditPage.parse((await house.tidemark.get("/api/audit?kind=denied")).json);
    const codes = new Set(page.entries.map(({ actor, detail }) => `${actor} ${detail.code}`));
    const has = codes.has("token:viewer-here forbidden") && codes.has("token:admin-elsewhere not-found");
    return has ? page.entries : null;
  });
  expect(entries.find(({ detail }) => detail.code === "not-found")).toMatchObject({
    group: here,
    detail: { needs: "viewer", asked: expect.stringContaining(here) },
  });
});

test("R2: every route of the running API has its row, and no row is without a route", async () => {
  const { json } = await house.tidemark.get("/api/openapi.json");
  const { paths } = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(json);
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(Object.keys(routeRights).sort()).toEqual(routes.sort());
  expect(Object.keys(cases).sort()).toEqual(routes.sort());
});

test("R2: whoever lacks the right is answered as the table declares, and no server hears of it", async () => {
  const refused = cellsOf(house).filter(({ isLetIn }) => !isLetIn);
  expect(refused.length).toBeGreaterThan(400);
  await house.addPassing();
  const heard = await overheardAgain(house.servers, async () => {
    expect(await differing(refused)).toEqual([]);
  });
  expect(heard).toEqual([]);
});

test("R2: whoever has the right is let in, by a session and by a token alike", async () => {
  expect(await differing(cellsOf(house).filter(({ isLetIn }) => isLetIn))).toEqual([]);
});

/** What can be told of the group elsewhere. */
const tracesOfElsewhere = () => [
  elsewhere,
  house.ids.otherBackup,
  house.ids.otherRun,
  ...house.elsewhere.all.map(idAt),
];

const lists = [
  "/api/groups",
  "/api/events?limit=1000",
  "/api/events?format=csv",
  "/api/events?format=json",
  "/api/runs",
  "/api/runs?format=csv",
  "/api/runs?format=json",
  "/api/backups",
  "/api/schedules",
  "/api/health",
  "/api/access",
];

test("R2: lists and exports leave out what somebody does not see, and asked for by name it is not there", async () => {
  const everything = new Set<string>();
  for (const actor of house.actors.filter(({ grants }) => grants !== null))
    for (const path of lists) {
      const { status, text } = await house.ask(actor, "GET", path);
      expect([path, status]).toEqual([path, 200]);
      const found = tracesOfElsewhere().filter((trace) => text.includes(trace));
      for (const trace of found) everything.add(trace);
      if (actor.grants?.groups[here] !== undefined && path !== "/api/access")
        expect([actor.name, path, found]).toEqual([actor.name, path, []]);
    }
  // Where all is seen, all of it is there: the words that are searched for are the right ones.
  expect(everything).toEqual(new Set(tracesOfElsewhere()));
  for (const actor of programs("viewer-here", "admin-here"))
    for (const path of ["/api/events", "/api/runs", "/api/backups"])
      expect((await house.ask(actor, "GET", `${path}?group=${elsewhere}`)).status).toBe(404);
});

test("R2: somebody without a role anywhere is let in, and sees that nothing is there", async () => {
  const nothing = { name: "nothing", grants: { all: null, groups: {} }, days: 1 };
  const added = NewToken.parse((await house.tidemark.change("POST", "/api/tokens", nothing)).json);
  const headers = { Authorization: `Bearer ${added.secret}` };
  const traces = [here, house.ids.run, house.ids.backup, ...house.here.all.map(idAt), ...tracesOfElsewhere()];
  for (const path of lists) {
    const { status, text } = await house.tidemark.get(path, headers);
    expect([path, status, traces.filter((trace) => text.includes(trace))]).toEqual([path, 200, []]);
  }
});

test("R2: each page hears of the runs and backups of the groups that its reader sees, and of no other", async () => {
  const listeners = await Promise.all(
    house.actors
      .filter(({ grants }) => grants !== null)
      .map(async ({ name, way, grants, headers }) => {
        const socket = io(house.tidemark.url, {
          path: "/live",
          transports: ["websocket"],
          reconnection: false,
          extraHeaders: { Origin: house.tidemark.url, ...headers },
        });
        const heard = new Set<string>();
        for (const frame of ["run", "backup", "event"])
          socket.on(frame, ({ group }: { group: string | null }) => heard.add(`${frame} ${group}`));
        await socket.timeout(15_000).emitWithAck("watch", { groups: "*" });
        return { who: `${way} ${name}`, grants, heard, socket };
      }),
  );
  await house.takeBackup(here);
  await house.takeBackup(elsewhere);
  const expected = (grants: Actor["grants"]) =>
    [here, elsewhere]
      .filter((group) => refusalOf(frameRights.run, grants, group) === null)
      .flatMap((group) => ["run", "backup", "event"].map((frame) => `${frame} ${group}`));
  for (const { who, grants, heard, socket } of listeners) {
    await waitFor(`${who} has heard`, () => expected(grants).every((one) => heard.has(one)));
    // Answered after all that came before it.
    await socket.timeout(15_000).emitWithAck("watch", { groups: [] });
    expect([who, [...heard].sort()]).toEqual([who, expected(grants).sort()]);
    socket.close();
  }
});

test("R2: a viewer's promotion is refused, planned by them or by somebody else, and no server hears of it", async () => {
  const plans = `/api/groups/${here}/plans`;
  const promote = { action: "promote", instance: house.ids.replica };
  const plan = Plan.parse((await house.tidemark.change("POST", plans, promote)).json);
  const confirm = { accepted: true, ...(plan.confirm?.type != null && { text: plan.confirm.type }) };
  const viewers = house.actors.filter(({ name }) => ["viewer-here", "viewer-everywhere"].includes(name));
  expect(viewers).toHaveLength(4);
  const heard = await overheardAgain(house.servers, async () => {
    for (const viewer of viewers)
      for (const answer of [
        await house.ask(viewer, "POST", plans, promote),
        await house.ask(viewer, "POST", "/api/runs", { plan: plan.id, confirm }),
      ])
        expect(Problem.parse(answer.json)).toMatchObject({ status: 403, code: "forbidden" });
  });
  expect(heard).toEqual([]);
});

test("R2: a backup is restored by those alone who could download it", async () => {
  const plans = `/api/groups/${here}/plans`;
  const body = { action: "restore", instance: house.ids.primary, backup: house.ids.otherBackup };
  const grants = { all: null, groups: { [here]: "admin", [elsewhere]: "viewer" } };
  const added = await house.tidemark.change("POST", "/api/tokens", { name: "both", grants, days: 1 });
  const both = { Authorization: `Bearer ${NewToken.parse(added.json).secret}` };
  const [inOne, inAll] = programs("admin-here", "operator-everywhere");
  if (inOne === undefined || inAll === undefined) throw new Error("no programs");
  const refused = () => house.ask(inOne, "POST", plans, body);
  const seen = () => house.ask({ ...inOne, headers: both }, "POST", plans, body);
  const heard = await overheardAgain(house.servers, async () => {
    expect(Problem.parse((await refused()).json)).toMatchObject({ status: 404, code: "unknown-backup" });
    expect(Problem.parse((await seen()).json)).toMatchObject({ status: 403, code: "forbidden" });
  });
  expect(heard).toEqual([]);
  const missing = await house.ask(inOne, "POST", plans, { ...body, backup: "none" });
  expect(missing.json).toEqual((await refused()).json);
  const planned = await house.ask(inAll, "POST", plans, body);
  expect(planned.status).toBe(201);

  // Nor is a plan run by somebody who could not have made it.
  const start = { plan: Plan.parse(planned.json).id };
  const run = await house.ask(inOne, "POST", "/api/runs", start);
  expect(Problem.parse(run.json)).toMatchObject({ status: 404, code: "unknown-backup" });
});

/** CVE-2025-29927 in its shapes, and the headers that Next gives meanings to. */
const magicHeaders: Readonly<Record<string, string>>[] = [
  ...["middleware", "src/middleware", "pages/_middleware", "proxy", "src/proxy"].flatMap((name) => [
    { "x-middleware-subrequest": name },
    { "x-middleware-subrequest": Array.from({ length: 5 }, () => name).join(":") },
  ]),
  { "x-middleware-rewrite": "/api/health", "x-middleware-next": "1" },
  { "x-nextjs-data": "1", "x-matched-path": "/api/health" },
  { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
  { "x-forwarded-user": "admin-everywhere", "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" },
];

test("R3: no header that means something to Next, or to a proxy, lets anybody in", async () => {
  const cells = cellsOf(house).filter(({ actor, isLetIn }) => actor.way === "nobody" && !isLetIn);
  for (const headers of magicHeaders) {
    const wrong: string[] = [];
    for (const cell of cells) {
      const answered = await cell.ask(headers);
      if (answered !== cell.declared) wrong.push(`${nameOf(cell)}: ${answered}`);
    }
    expect([headers, wrong]).toEqual([headers, []]);
  }
});
