import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Grants, Group, Invitation, NewToken, Plan, Problem, Run, SessionList } from "@/lib/contract";
import { cookieOf } from "@/server/http/rights.fixture";
import { ask } from "@/server/testing/ask";
import { groupConfig, idAt, seedOf } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { type Answer, startForTest, type TestTidemark } from "@/server/tidemark.fixture";

// What was taken away is gone within 2 s, at the process it was taken away by and at another one on the same store.
const feltMs = 2_000;
/** How long it is listened to see that nothing more comes. */
const silenceMs = 1_500;
const sessionMs = 4_000;

const password = "a password of the tests";
const both: Grants = { all: null, groups: { orders: "operator", carts: "operator" } };

let servers: [TestGroup, TestGroup];
let one: TestTidemark;
let two: TestTidemark;
let closers: (() => unknown)[];
beforeEach(async () => {
  closers = [];
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  servers = await Promise.all([startGroup({ binary, replicas: 0 }), startGroup({ binary, replicas: 0 })]);
  closers.push(() => servers.map((group) => group.stop()));
  const [orders, carts] = servers;
  const groups = [
    groupConfig([seedOf(orders.primary)]),
    groupConfig([seedOf(carts.primary)], { name: "carts" }),
  ];
  one = await startForTest([], { settings: { groups } });
  closers.push(one.close);
  two = await startForTest([], { settings: { groups }, dataDir: one.dataDir });
  closers.push(two.close);
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
});

/** The headers of a person, or a program, at each of the two. */
interface Bearer {
  readonly id: string;
  readonly secret: string;
  at(tidemark: TestTidemark): Record<string, string>;
}

/** A browser keeps each dashboard's cookie under a name of its own; what it carries is one session. */
const byCookie = (id: string, secret: string): Bearer => ({
  id,
  secret,
  at: ({ url }) => ({ Cookie: `tidemark-${new URL(url).port}=${secret}` }),
});
const secretIn = (answer: Answer): string => cookieOf(answer).split("=")[1] ?? "";

async function person(name: string, grants: Grants = both): Promise<Bearer> {
  const invited = Invitation.parse((await one.change("POST", "/api/users", { name, grants })).json);
  const body = { token: new URL(invited.link).hash.slice(1), password };
  return byCookie(
    invited.user.id,
    secretIn(await one.change("POST", "/api/access/setup", body, { Cookie: "" })),
  );
}
async function program(name: string): Promise<Bearer> {
  const added = NewToken.parse(
    (await one.change("POST", "/api/tokens", { name, grants: both, days: 1 })).json,
  );
  return {
    id: added.token.id,
    secret: added.secret,
    at: () => ({ Authorization: `Bearer ${added.secret}` }),
  };
}
/** Another session of the same person. */
const another = async (name: string, id: string): Promise<Bearer> =>
  byCookie(id, secretIn(await one.change("POST", "/api/access/sign-in", { name, password }, { Cookie: "" })));

const done = async (answer: Promise<Answer>): Promise<void> => {
  const { status, text } = await answer;
  expect([status, status < 300 ? "" : text]).toEqual([status, ""]);
};

interface Heard {
  readonly atMs: number;
  readonly group: string;
}
/** The groups of the ticks that a page hears, each with its moment. */
async function listen(tidemark: TestTidemark, headers: Record<string, string>): Promise<Heard[]> {
  const socket: Socket = io(tidemark.url, {
    path: "/live",
    transports: ["websocket"],
    extraHeaders: { Origin: tidemark.url, ...headers },
    reconnectionDelay: 100,
    reconnectionDelayMax: 100,
    forceNew: true,
  });
  closers.push(() => socket.close());
  const heard: Heard[] = [];
  socket.on("tick", ({ group }: { group: string }) => heard.push({ atMs: Date.now(), group }));
  // Watches anew whenever it is let in anew, as the page does.
  socket.on("connect", () => socket.emit("watch", { groups: "*" }, () => undefined));
  await waitFor("both groups are heard", () => new Set(heard.map(({ group }) => group)).size === 2);
  return heard;
}

/** Each way in which somebody loses what they may do: who it is done to, how, and which groups they see after it. */
const ways: Record<string, () => Promise<{ bearer: Bearer; take(): Promise<void>; left: string[] }>> = {
  "signing out": async () => {
    const bearer = await person("ana");
    return {
      bearer,
      left: [],
      take: () => done(one.change("POST", "/api/access/sign-out", {}, bearer.at(one))),
    };
  },
  "ending the session from another browser": async () => {
    const bearer = await person("ben");
    const other = await another("ben", bearer.id);
    const { sessions } = SessionList.parse((await one.get("/api/access/sessions", bearer.at(one))).json);
    const id = sessions.find(({ current }) => current)?.id;
    return {
      bearer,
      left: [],
      take: () => done(one.change("DELETE", `/api/access/sessions/${id}`, undefined, other.at(one))),
    };
  },
  "changing the password in another browser": async () => {
    const bearer = await person("cleo");
    const other = await another("cleo", bearer.id);
    const body = { current: password, password: "another password of theirs" };
    return {
      bearer,
      left: [],
      take: () => done(one.change("POST", "/api/access/password", body, other.at(one))),
    };
  },
  "setting the password by an admin's link": async () => {
    const bearer = await person("dan");
    const { link } = Invitation.parse((await one.change("POST", `/api/users/${bearer.id}/link`, {})).json);
    const body = { token: new URL(link).hash.slice(1), password };
    return {
      bearer,
      left: [],
      take: () => done(one.change("POST", "/api/access/setup", body, { Cookie: "" })),
    };
  },
  "disabling the account": async () => {
    const bearer = await person("eve");
    return {
      bearer,
      left: [],
      take: () => done(one.change("POST", `/api/users/${bearer.id}`, { disabled: true })),
    };
  },
  "removing the account": async () => {
    const bearer = await person("fay");
    return { bearer, left: [], take: () => done(one.change("DELETE", `/api/users/${bearer.id}`)) };
  },
  "taking the role for all": async () => {
    const bearer = await person("gus", { all: "operator", groups: {} });
    const grants: Grants = { all: null, groups: {} };
    return {
      bearer,
      left: [],
      take: () => done(one.change("POST", `/api/users/${bearer.id}`, { grants })),
    };
  },
  "taking the role for one group": async () => {
    const bearer = await person("hal");
    const grants: Grants = { all: null, groups: { carts: "operator" } };
    return {
      bearer,
      left: ["carts"],
      take: () => done(one.change("POST", `/api/users/${bearer.id}`, { grants })),
    };
  },
  "removing the token": async () => {
    const bearer = await program("ci");
    return { bearer, left: [], take: () => done(one.change("DELETE", `/api/tokens/${bearer.id}`)) };
  },
  "a token that ends": async () => {
    const bearer = await program("cd");
    const store = new Database(`${one.dataDir}/tidemark.db`);
    closers.push(() => store.close());
    return {
      bearer,
      left: [],
      // Days are the shortest that can be asked for.
      take: async () => {
        const endsMs = Date.now();
        store.prepare("update tokens set expires_ms = ? where id = ?").run(endsMs, bearer.id);
        store.exec("update access_version set n = n + 1");
      },
    };
  },
};

test("R4: within 2 s of what takes it away no frame and no action is left to anybody, here and at another process", async () => {
  const stays = await listen(two, (await person("zoe")).at(two));
  const cases = await Promise.all(
    Object.entries(ways).map(async ([way, make]) => {
      const { bearer, take, left } = await make();
      const planned = await one.change(
        "POST",
        "/api/groups/orders/plans",
        { action: "backup" },
        bearer.at(one),
      );
      return {
        way,
        bearer,
        take,
        left,
        plan: Plan.parse(planned.json),
        heard: await Promise.all([one, two].map((tidemark) => listen(tidemark, bearer.at(tidemark)))),
      };
    }),
  );
  const taken = await Promise.all(
    cases.map(async (one_) => {
      await one_.take();
      return { ...one_, atMs: Date.now() };
    }),
  );
  await sleep(feltMs + silenceMs);
  for (const { way, heard, left, atMs } of taken)
    for (const [i, frames] of heard.entries()) {
      const late = frames.filter(({ atMs: at, group }) => at > atMs + feltMs && !left.includes(group));
      expect([way, i, late.length]).toEqual([way, i, 0]);
      // What they keep goes on.
      for (const group of left)
        expect(frames.some((frame) => frame.group === group && frame.atMs > atMs + feltMs)).toBe(true);
    }
  expect(stays.filter(({ atMs }) => atMs > Date.now() - silenceMs).length).toBeGreaterThan(0);

  // A plan that was made before is run by none of them.
  for (const { way, bearer, plan, left } of taken)
    for (const tidemark of [one, two]) {
      const run = { plan: plan.id, confirm: { accepted: true } };
      const { json } = await tidemark.change("POST", "/api/runs", run, bearer.at(tidemark));
      const { status } = Problem.parse(json);
      const isStillIn = left.length > 0 || way === "taking the role for all";
      expect([way, status]).toEqual([way, isStillIn ? 404 : 401]);
    }
  const { runs } = JSON.parse((await one.get("/api/runs")).text);
  expect(runs).toEqual([]);
});

test("R4: a session ends with its time, and its socket with it", async () => {
  const groups = [groupConfig([seedOf(servers[0].primary)])];
  const access = {
    tokens: [],
    session: { idleMs: 3_600_000, longestMs: sessionMs },
    forwardedFrom: [],
    oidc: null,
    proxy: null,
  };
  const short = await startForTest([], { settings: { groups, access }, dataDir: one.dataDir });
  closers.push(short.close);
  const bearer = await person("ivy");
  const startedMs = Date.now();
  const heard: number[] = [];
  const socket = io(short.url, {
    path: "/live",
    transports: ["websocket"],
    extraHeaders: { Origin: short.url, ...bearer.at(short) },
  });
  closers.push(() => socket.close());
  socket.on("tick", () => heard.push(Date.now()));
  socket.on("connect", () => socket.emit("watch", { groups: "*" }, () => undefined));
  await waitFor("it hears", () => heard.length > 0);
  await sleep(startedMs + sessionMs + feltMs + silenceMs - Date.now());
  expect(heard.filter((atMs) => atMs > startedMs + sessionMs + feltMs)).toEqual([]);
  expect((await short.get("/api/groups", bearer.at(short))).status).toBe(401);
});

test("R4: a download that goes on breaks off within 2 s of its reader's rights", async () => {
  const [orders] = servers;
  await ask(orders.primary, [
    ["CONFIG", "SET", "rdbcompression", "no"],
    ["DEBUG", "POPULATE", "400", "key", "100000"],
  ]);
  await waitFor("the group is known", async () => {
    const known = Group.safeParse((await one.get("/api/groups/orders")).json);
    return known.success && known.data.instances.length === 1;
  });
  const request = { action: "backup", instance: idAt(orders.primary), method: "wire" };
  const plan = Plan.parse((await one.change("POST", "/api/groups/orders/plans", request)).json);
  const start = { plan: plan.id, confirm: { accepted: true } };
  const { id } = Run.parse((await one.change("POST", "/api/runs", start)).json);
  const backup = await waitFor("the backup is made", async () => {
    const run = Run.parse((await one.get(`/api/runs/${id}`)).json);
    return run.state === "running" ? null : run.backup;
  });
  const bearer = await person("jo");
  const answer = await fetch(`${two.url}/api/backups/${backup}/rdb`, { headers: bearer.at(two) });
  expect(answer.status).toBe(200);
  const reader = answer.body?.getReader();
  if (reader === undefined) throw new Error("no body");
  await reader.read();
  await done(one.change("POST", `/api/users/${bearer.id}`, { disabled: true }));
  // It reads slowly: what is on its way when it is taken away is no more than buffers hold.
  await sleep(feltMs);
  let bytes = 0;
  const rest = async () => {
    for (;;) {
      const { value, done: isDone } = await reader.read();
      if (isDone) return;
      bytes += value.length;
    }
  };
  await expect(rest()).rejects.toThrow();
  expect(bytes).toBeLessThan(Number(answer.headers.get("content-length")) / 2);
  const anew = await fetch(`${two.url}/api/backups/${backup}/rdb`, { headers: bearer.at(two) });
  expect(anew.status).toBe(401);
});

test("R4: a run that goes on when its operator is disabled goes on to its end", async () => {
  const [orders] = servers;
  await ask(orders.primary, [
    ["MSET", ...Array.from({ length: 300 }, (_, n) => [`k${n}`, "v"]).flat()],
    ["CONFIG", "SET", "rdb-key-save-delay", "3000"],
  ]);
  const bearer = await person("kim");
  const request = { action: "backup", instance: idAt(orders.primary), method: "wire" };
  const plan = Plan.parse(
    (await one.change("POST", "/api/groups/orders/plans", request, bearer.at(one))).json,
  );
  const start = { plan: plan.id, confirm: { accepted: true } };
  const run = Run.parse((await one.change("POST", "/api/runs", start, bearer.at(one))).json);
  await done(one.change("POST", `/api/users/${bearer.id}`, { disabled: true }));
  expect(run.state).toBe("running");
  const ended = await waitFor("it has ended", async () => {
    const now = Run.parse((await one.get(`/api/runs/${run.id}`)).json);
    return now.state === "running" ? null : now;
  });
  expect(ended).toMatchObject({ state: "succeeded", actor: "kim" });
});
