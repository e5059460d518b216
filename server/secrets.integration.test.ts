import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { Action, Group, Plan, Run } from "@/lib/contract";
import { createEar, type Heard, keptIn } from "./heard.fixture";
import { runTool } from "./local/run-tool";
import { groupConfigOf } from "./poller/config";
import { type SecretWorld, startSecretWorld } from "./secrets.fixture";
import { type CanarySearch, type Leak, searchFor } from "./testing/canaries";
import { serverMatrix } from "./testing/versions";
import { waitFor } from "./testing/wait-for";
import { asTest } from "./testing/who";
import { type Answer, call, startForTest, type TestTidemark } from "./tidemark.fixture";

// R9. One Tidemark that is told every kind of secret, driven through everything it can do and much that it cannot; what it
// says, writes and keeps meanwhile is gathered byte for byte, and searched at the end.

let world: SecretWorld;
let tidemark: TestTidemark;
let page: Socket;
/** Of everything that lay in data-dir at some moment, by its name: who may do what with it. */
const modes = new Map<string, string>();
let search: CanarySearch;
const ear = createEar();
const leaksIn = (heard: readonly Heard[]): Leak[] =>
  heard.flatMap(({ where, bytes }) => search(where, bytes));

beforeAll(async () => {
  const binary = (await serverMatrix()).findLast(({ product }) => product === "redis");
  if (binary === undefined) throw new Error("no server");
  world = await startSecretWorld(binary);
  search = searchFor(world.canaries);
  tidemark = await startForTest([], {
    settings: { groups: world.groups, logLevel: "trace" },
    options: { logTo: ear.logTo },
  });
  page = io(tidemark.url, {
    path: "/live",
    transports: ["websocket"],
    reconnection: false,
    extraHeaders: { Origin: tidemark.url, ...asTest },
  });
  page.io.engine?.on("data", ear.frame);
  page.on("connect", () => page.emit("watch", { groups: "*" }, () => {}));
  await drive();
}, 120_000);
afterAll(async () => {
  page?.close();
  await tidemark?.close();
  await world?.close();
});

const heard = ear.answer;
const get = (path: string): Promise<Answer> => heard(`GET ${path}`, tidemark.get(path));
const post = (path: string, body: unknown): Promise<Answer> =>
  heard(`POST ${path}`, tidemark.change("POST", path, body));

async function drive(): Promise<void> {
  expect((await post("/api/groups", world.added)).status).toBe(201);
  await waitFor("every group is as it can be", async () => {
    const groups = await Promise.all(["orders", "carts", "echo", "secure", "mute"].map(groupNow));
    const [orders, carts, echo, secure, mute] = groups;
    return (
      orders?.status === "ok" &&
      orders.instances.length === 3 &&
      orders.sentinel?.sentinels.every(({ problem }) => problem === null) &&
      carts?.instances[0]?.reachable &&
      secure?.instances[0]?.reachable &&
      echo?.instances.some(({ reachable }) => reachable) &&
      mute?.instances[0]?.unreachableReason === "auth"
    );
  });
  const plans = await planEverything();
  await runAll(plans);
  await askWrongly();
  await readEverything();
  await backUpToTelltale();
}

const groupNow = async (id: string): Promise<Group | null> =>
  Group.safeParse((await tidemark.get(`/api/groups/${id}`)).json).data ?? null;

/** A plan of every action at every instance, with every other as the upstream. */
async function planEverything(): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const id of ["orders", "carts", "echo", "secure", "mute"]) {
    const instances = (await groupNow(id))?.instances.map((one) => one.id) ?? [];
    for (const action of Action.options)
      for (const instance of instances)
        for (const upstream of needsUpstream(action) ? instances : [undefined]) {
          const answer = await post(`/api/groups/${id}/plans`, { action, instance, upstream });
          const plan = Plan.safeParse(answer.json);
          if (plan.success) plans.push(plan.data);
        }
  }
  return plans;
}

const needsUpstream = (action: string): boolean => action === "attach" || action === "repoint";

/** Runs what can be run: one of each action, and all of the group that refuses everything. */
async function runAll(plans: readonly Plan[]): Promise<void> {
  const backup = await run({ action: "backup", method: "wire" });
  expect(backup.state).toBe("succeeded");
  const promote = plans.find(
    (plan) => plan.group === "orders" && plan.action === "promote" && runnable(plan),
  );
  expect((await run(promote?.request ?? {})).state).toBe("succeeded");
  const refused = plans.filter(({ group }) => group === "echo").map(({ request }) => request);
  const endings = [];
  for (const request of refused) endings.push((await runOf("echo", request))?.state);
  expect(endings).toContain("unchanged");
}

function noteModes(): void {
  for (const entry of readdirSync(tidemark.dataDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // Drafts come and go.
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined)
      modes.set(path.slice(tidemark.dataDir.length + 1), (found.mode & 0o777).toString(8));
  }
}

const runnable = ({ checks }: Plan): boolean => checks.every(({ status }) => status !== "fail");

async function run(request: object): Promise<Run> {
  const ended = await runOf("orders", request);
  if (ended === null) throw new Error(`${JSON.stringify(request)} could not be run`);
  return ended;
}

async function runOf(group: string, request: object): Promise<Run | null> {
  const plan = Plan.safeParse((await post(`/api/groups/${group}/plans`, request)).json);
  if (!plan.success) return null;
  const type = plan.data.confirm?.type ?? null;
  const confirm = { accepted: true, ...(type !== null && { text: type }) };
  const started = Run.safeParse((await post("/api/runs", { plan: plan.data.id, confirm })).json);
  if (!started.success) return null;
  return waitFor("the run has ended", async () => {
    noteModes();
    const now = Run.parse((await tidemark.get(`/api/runs/${started.data.id}`)).json);
    return now.endedAt === null ? null : now;
  });
}

/** Requests that are wrong, each with a secret where it does not belong. */
async function askWrongly(): Promise<void> {
  for (const text of world.told) {
    const inPath = encodeURIComponent(text);
    const inHeader = Buffer.from(text).toString("latin1");
    for (const path of ["", "groups/", "instances/", "runs/", "plans/", "backups/", "groups/orders/"])
      await get(`/api/${path}${inPath}`);
    for (const query of [
      `events?from=${inPath}`,
      `runs?state=${inPath}`,
      `audit?kind=${inPath}&cursor=${inPath}`,
    ])
      await get(`/api/${query}`);
    const plan = { action: "detach", instance: text };
    for (const [path, body] of [
      ["groups", { name: 1, seeds: [`redis://:${text}@h:x`], password: { text } }],
      ["groups", { name: "wrong", seeds: [`redis://:${text}@h:x`] }],
      ["groups", { name: "wrong", seeds: [`redis://${text}@h:1:1`], username: text, password: text }],
      ["groups", { name: "wrong", seeds: ["rediss://h"], tls: { key: text, cert: `-----BEGIN ${text}` } }],
      ["groups", { name: "wrong", seeds: ["h"], [text]: text, tls: text }],
      ["groups/orders/plans", { action: text, instance: text }],
      ["groups/orders/plans", plan],
      ["groups/orders/plans", { ...plan, action: "attach", upstream: text }],
      [`groups/${inPath}/plans`, plan],
      ["runs", { plan: text, confirm: { accepted: true, text } }],
      ["runs", { plan: text, confirm: text }],
    ] as const)
      await post(`/api/${path}`, body);
    const json = { "Content-Type": "application/json" };
    const own = { ...json, Origin: tidemark.url };
    for (const [headers, body] of [
      [{ ...json, Origin: `http://${inHeader}` }, "{}"],
      [{ "Content-Type": inHeader, Origin: tidemark.url }, "{}"],
      [{ ...own, Authorization: `Bearer ${inHeader}`, Cookie: `tidemark=${inHeader}` }, "{}"],
      [{ ...own, "Idempotency-Key": inHeader }, '{"plan":"none"}'],
      [{ ...own, Host: inHeader.replace(/\W/g, "") }, "{}"],
      [own, `{"plan": "${text}`],
      [own, text],
    ] as const)
      await heard("wrong headers", call(`${tidemark.url}/api/runs`, { method: "POST", headers, body }));
    await heard("metrics", call(`${tidemark.url}/metrics`, { headers: { Authorization: inHeader } }));
    page.emit("watch", { groups: [text] }, (answer: unknown) => ear.frame(JSON.stringify(answer)));
  }
}

/** A backup into a bucket whose store refuses everything, with all that it was sent. */
async function backUpToTelltale(): Promise<void> {
  const other = await startForTest([], {
    settings: { groups: [groupConfigOf(world.added)], logLevel: "trace", backups: world.bucket },
    options: { logTo: ear.logTo },
  });
  try {
    await waitFor("carts is there", async () => {
      const group = Group.safeParse((await other.get("/api/groups/carts")).json);
      return group.data?.status === "ok";
    });
    const plan = Plan.parse(
      (await other.change("POST", "/api/groups/carts/plans", { action: "backup", method: "wire" })).json,
    );
    await other.change("POST", "/api/runs", { plan: plan.id, confirm: { accepted: true } });
    await waitFor("the backup has failed", async () => {
      const { json, text } = await heard("GET runs of a bucket", other.get("/api/runs"));
      const [run] = z.object({ runs: z.array(Run) }).parse(json).runs;
      return run?.endedAt != null && text.includes("AccessDenied");
    });
    for (const path of ["backups", "audit", "events", "health"])
      await heard(`GET ${path} of a bucket`, other.get(`/api/${path}`));
  } finally {
    await other.close();
  }
}

const Listed = z.record(z.string(), z.array(z.looseObject({ id: z.string() })));
const Paths = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Every GET of the API, for everything there is. */
async function readEverything(): Promise<void> {
  const { paths } = Paths.parse((await get("/api/openapi.json")).json);
  const idsOf = async (path: string, list: string): Promise<string[]> =>
    Listed.parse({ [list]: z.record(z.string(), z.unknown()).parse((await get(path)).json)[list] })[
      list
    ]?.map(({ id }) => id) ?? [];
  const groups = await idsOf("/api/groups", "groups");
  const instances = (await Promise.all(groups.map(groupNow))).flatMap(
    (group) => group?.instances.map(({ id }) => id) ?? [],
  );
  const ids: Record<string, string[]> = {
    instances,
    runs: await idsOf("/api/runs", "runs"),
    backups: await idsOf("/api/backups", "backups"),
    plans: ear.said.flatMap(({ where, bytes }) =>
      /plans$/.test(where) ? (/"id":"([^"]+)"/.exec(String(bytes))?.[1] ?? []) : [],
    ),
  };
  for (const [path, methods] of Object.entries(paths)) {
    if (!("get" in methods)) continue;
    const kind = path.split("/")[2] ?? "";
    const filled = groups.flatMap((group) => {
      const inGroup = path.replace("{group}", encodeURIComponent(group));
      if (!inGroup.includes("{id}")) return [inGroup];
      return (ids[kind] ?? []).map((id) => inGroup.replace("{id}", encodeURIComponent(id)));
    });
    for (const one of new Set(filled)) for (const query of queriesOf(path)) await get(one + query);
  }
}

/** Lists also as the files they can be had as; what needs a query is given one. */
function queriesOf(path: string): string[] {
  if (path.endsWith("/history")) return ["?metrics=lagBytes,lagSeconds,offset", "?metrics=offset&format=csv"];
  if (path.endsWith("/past")) return [`?at=${Date.now() - 1_000}`];
  return /\/(events|audit|runs)$/.test(path) ? ["", "?format=csv", "?format=json", "?limit=1000"] : [""];
}

test("R9: no secret is in any answer of the API, whatever was asked", () => {
  expect(ear.of("answer").length).toBeGreaterThan(400);
  expect(leaksIn(ear.of("answer"))).toEqual([]);
});

test("R9: no secret is in any frame that a page gets", () => {
  expect(ear.of("frame").length).toBeGreaterThan(50);
  expect(leaksIn(ear.of("frame"))).toEqual([]);
});

test("R9: no secret is in any line of the log, at the level that says most", () => {
  expect(ear.of("log").length).toBeGreaterThan(20);
  expect(leaksIn(ear.of("log"))).toEqual([]);
});

test("R9: no secret is in any row of the store, nor in any byte of its files, nor does its key leave its file", () => {
  const { tables, files } = keptIn(tidemark.dataDir);
  expect(tables.filter(({ bytes }) => bytes !== "[]").length).toBeGreaterThan(8);
  expect(files.map(({ where }) => where)).toEqual(
    expect.arrayContaining([
      "file tidemark.db",
      "file tidemark.db-wal",
      "file seal.key",
      expect.stringMatching(/^file backups\/.*rdb/),
    ]),
  );
  expect(leaksIn([...tables, ...files])).toEqual([]);
  const key = readFileSync(join(tidemark.dataDir, "seal.key"), "utf8").trim();
  const searchKey = searchFor([{ name: "the key of stored secrets", text: key }]);
  const elsewhere = files.filter(({ where }) => where !== "file seal.key");
  expect(
    [...ear.said, ...tables, ...elsewhere].flatMap(({ where, bytes }) => searchKey(where, bytes)),
  ).toEqual([]);
});

test("R10: everything in data-dir is its owner's alone, also what lies there for the time of a run", () => {
  const names = [...modes.keys()];
  expect(names).toEqual(
    expect.arrayContaining([
      "tidemark.db",
      "tidemark.db-wal",
      "seal.key",
      "backups",
      expect.stringMatching(/^holder-/),
    ]),
  );
  expect(names.filter((name) => name.startsWith("backups/")).length).toBeGreaterThan(0);
  expect([...modes].filter(([, mode]) => !/^[67]00$/.test(mode))).toEqual([]);
});

test("R9: no secret is in the list of processes, nor in the environment of one that was started here", async () => {
  // What a program is given is asked of one: a Redis writes its title over what the kernel shows.
  const { stdout } = await runTool("env", []);
  expect(stdout).toContain("PATH=");
  expect(search("environment", stdout)).toEqual([]);
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const read = (pid: string, file: string): Buffer => {
    try {
      return readFileSync(`/proc/${pid}/${file}`);
    } catch {
      return Buffer.alloc(0);
    }
  };
  expect(all.flatMap((pid) => search(`command line of ${pid}`, read(pid, "cmdline")))).toEqual([]);
  expect(all.flatMap((pid) => search(`environment of ${pid}`, read(pid, "environ")))).toEqual([]);
});
