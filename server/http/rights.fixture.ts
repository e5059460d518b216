import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { Group, Invitation, NewToken, Plan, type Role, Run, SessionList } from "@/lib/contract";
import type { OidcSettings } from "@/server/settings/access-section";
import { createStore } from "@/server/store";
import { experimentAt } from "@/server/store/objects.fixture";
import { ask } from "@/server/testing/ask";
import { groupConfig, idAt, seedOf } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { testToken } from "@/server/testing/who";
import { type Answer, call, startForTest, type TestTidemark } from "../tidemark.fixture";

/** Where somebody's role counts: in the group that is asked about, in another one alone, or in all. */
export const reaches = ["here", "elsewhere", "everywhere"] as const;
export type Reach = (typeof reaches)[number];
export const roles: readonly Role[] = ["viewer", "operator", "admin"];

export const here = "orders";
export const elsewhere = "carts";
/** A group that comes and goes, of the same people as `here`. */
export const passing = "passing";

export const grantsOf = (role: Role, reach: Reach) => ({
  all: reach === "everywhere" ? role : null,
  groups:
    reach === "here" ? { [here]: role, [passing]: role } : reach === "elsewhere" ? { [elsewhere]: role } : {},
});

/** Somebody who asks: nobody known, or a role with its reach, as a program or as a person. */
export interface Actor {
  readonly name: string;
  readonly grants: ReturnType<typeof grantsOf> | null;
  readonly way: "nobody" | "token" | "cookie";
  readonly headers: Readonly<Record<string, string>>;
}

/** The password of every person here. */
export const password = "a password of the tests";
const json = { "Content-Type": "application/json" };

export interface House {
  readonly tidemark: TestTidemark;
  readonly here: TestGroup;
  readonly elsewhere: TestGroup;
  readonly servers: TestGroup["all"];
  readonly actors: readonly Actor[];
  readonly ids: {
    readonly primary: string;
    readonly replica: string;
    /** Of the group here, and of the one elsewhere. */
    readonly backup: string;
    readonly otherBackup: string;
    readonly otherRun: string;
    /** One that the instance saved on its own disk, where nobody could read it. */
    readonly unreadBackup: string;
    readonly run: string;
    readonly plan: string;
    readonly user: string;
    readonly token: string;
    /** Of somebody who is none of the actors. */
    readonly session: string;
    /** One that was made here, and has ended. */
    readonly experiment: string;
  };
  /** What the run of a plan to detach has to be confirmed by; null: nothing is typed. */
  readonly detaching: string | null;
  /** One request as an actor sends it; a person's comes with the page's Origin. */
  ask(actor: Actor, method: string, path: string, body?: unknown): Promise<Answer>;
  /** A plan to detach the replica, made just now by an admin. */
  plan(): Promise<Plan>;
  /** The cookie of a session that begins now. */
  session(person: string): Promise<string>;
  addUser(): Promise<Invitation>;
  addToken(): Promise<string>;
  addPassing(): Promise<void>;
  takeBackup(group?: string): Promise<string>;
  keepExperiment(): Promise<string>;
  close(): Promise<void>;
}

const nameOf = (role: Role, reach: Reach) => `${role}-${reach}`;
const secretOf = (name: string) => `a-token-of-the-matrix-for-${name}`;
const cells = roles.flatMap((role) => reaches.map((reach) => ({ role, reach, name: nameOf(role, reach) })));

/** A provider whom nobody hears: a browser is sent to the sign-in page either way. */
const awayProvider: OidcSettings = {
  issuer: "http://127.0.0.1:1",
  clientId: "tidemark",
  clientSecret: null,
  label: "Single sign-on",
  scopes: "openid",
  nameClaim: "name",
  groupsClaim: "groups",
  grants: [],
};

/**
 * Two groups of real servers, and a Tidemark that knows both and then leaves them alone: it polls once a minute, so that whatever they
 * hear in between was asked for. For each role and reach there is a program and a person.
 */
export async function openHouse(): Promise<House> {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("no server");
  const [ours, theirs] = await Promise.all([
    startGroup({ binary, replicas: 1 }),
    startGroup({ binary, replicas: 1 }),
  ]);
  const [replica] = ours.replicas;
  if (replica === undefined) throw new Error("no replica");
  const tidemark = await startForTest([], {
    settings: {
      poll: { intervalMs: 60_000, timeoutMs: 2_000, discover: true },
      groups: [
        groupConfig(ours.all.map(seedOf), { name: here }),
        groupConfig(theirs.all.map(seedOf), { name: elsewhere }),
      ],
      access: {
        tokens: [
          testToken,
          ...cells.map(({ role, reach, name }) => ({
            name,
            grants: grantsOf(role, reach),
            token: secretOf(name),
          })),
        ],
        session: { idleMs: 3_600_000, longestMs: 3_600_000 },
        forwardedFrom: [],
        oidc: awayProvider,
        proxy: null,
      },
    },
    options: {
      demo: {
        group: here,
        demo: {
          state: async () => ({ group: here, instances: [] }),
          inject: async () => ({ group: here, instances: [] }),
        },
      },
    },
  });
  const admin = tidemark.change;
  const post = async <S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.output<S>> => {
    const answer = await admin("POST", path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    return schema.parse(answer.json);
  };
  for (const group of [here, elsewhere])
    await waitFor(`${group} is known`, async () => {
      const known = Group.safeParse((await tidemark.get(`/api/groups/${group}`)).json);
      return known.success && known.data.instances.filter(({ reachable }) => reachable).length === 2;
    });

  async function takeBackup(
    group = here,
    request: object = { method: "wire" },
  ): Promise<{ run: string; backup: string }> {
    const plan = await post(`/api/groups/${group}/plans`, { action: "backup", ...request }, Plan);
    const { id } = await post("/api/runs", { plan: plan.id, confirm: { accepted: true } }, Run);
    const run = await waitFor("the backup is made", async () => {
      const now = Run.parse((await tidemark.get(`/api/runs/${id}`)).json);
      return now.state === "running" ? null : now;
    });
    if (run.state !== "succeeded") throw new Error(`the backup ${run.state}: ${run.summary}`);
    return { run: id, backup: run.backup ?? "" };
  }
  async function session(person: string): Promise<string> {
    const answer = await call(`${tidemark.url}/api/access/sign-in`, {
      method: "POST",
      headers: { ...json, Origin: tidemark.url },
      body: JSON.stringify({ name: person, password }),
    });
    return cookieOf(answer);
  }
  const addUser = (name = `u-${randomUUID().slice(0, 8)}`, grants = grantsOf("viewer", "elsewhere")) =>
    post("/api/users", { name, grants }, Invitation);

  const people = await Promise.all(
    cells.map(async ({ role, reach, name }): Promise<Actor> => {
      const grants = grantsOf(role, reach);
      const { link } = await addUser(name, grants);
      const answer = await call(`${tidemark.url}/api/access/setup`, {
        method: "POST",
        headers: { ...json, Origin: tidemark.url },
        body: JSON.stringify({ token: new URL(link).hash.slice(1), password }),
      });
      return { name, grants, way: "cookie", headers: { Cookie: cookieOf(answer) } };
    }),
  );
  const programs = cells.map(
    ({ role, reach, name }): Actor => ({
      name,
      grants: grantsOf(role, reach),
      way: "token",
      headers: { Authorization: `Bearer ${secretOf(name)}` },
    }),
  );
  const nobody: Actor = { name: "nobody", grants: null, way: "nobody", headers: {} };

  const store = await createStore(tidemark.dataDir, {
    tiers: [{ stepMs: 1_000, keepMs: 3_600_000 }],
    pollIntervalMs: 60_000,
  });
  async function keepExperiment(): Promise<string> {
    const experiment = experimentAt(randomUUID(), { where: { place: "group", group: here } });
    await store.experiments.insert(experiment, []);
    return experiment.id;
  }

  const planned = () =>
    post(`/api/groups/${here}/plans`, { action: "detach", instance: idAt(replica) }, Plan);
  const first = await takeBackup();
  const other = await takeBackup(elsewhere);
  // Without CONFIG GET nobody knows where the file lies.
  await ask(ours.primary, [["ACL", "SETUSER", "default", "-config"]]);
  const unread = await takeBackup(here, { instance: idAt(ours.primary), method: "bgsave" });
  await ask(ours.primary, [["ACL", "SETUSER", "default", "+config"]]);
  const plan = await planned();
  const stranger = { Cookie: await session(people[0]?.name ?? "") };
  const sessions = SessionList.parse((await tidemark.get("/api/access/sessions", stranger)).json).sessions;
  const current = sessions.find((one) => one.current)?.id;
  if (current === undefined) throw new Error("no session");
  const ids = {
    primary: idAt(ours.primary),
    replica: idAt(replica),
    backup: first.backup,
    otherBackup: other.backup,
    otherRun: other.run,
    unreadBackup: unread.backup,
    run: first.run,
    plan: plan.id,
    user: (await addUser()).user.id,
    token: (await post("/api/tokens", tokenNamed(), NewToken)).token.id,
    session: current,
    experiment: await keepExperiment(),
  };

  return {
    tidemark,
    here: ours,
    elsewhere: theirs,
    servers: [...ours.all, ...theirs.all],
    actors: [nobody, ...programs, ...people],
    ids,
    detaching: plan.confirm?.type ?? null,
    ask(actor, method, path, body) {
      // Without a body too: what changes something says that it is JSON.
      const changes = method === "GET" ? {} : { ...json, Origin: tidemark.url };
      return call(tidemark.url + path, {
        method,
        headers: { ...changes, ...actor.headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    },
    plan: planned,
    session,
    addUser,
    addToken: async () => (await post("/api/tokens", tokenNamed(), NewToken)).token.id,
    async addPassing() {
      const answer = await admin("POST", "/api/groups", { name: passing, seeds: ["redis://127.0.0.1:1"] });
      if (![201, 409].includes(answer.status)) throw new Error(answer.text);
    },
    keepExperiment,
    takeBackup: async (group) => (await takeBackup(group)).backup,
    async close() {
      await store.close();
      await tidemark.close();
      await Promise.all([ours.stop(), theirs.stop()]);
    },
  };
}

const tokenNamed = () => ({
  name: `t-${randomUUID().slice(0, 8)}`,
  grants: grantsOf("viewer", "elsewhere"),
  days: 1,
});

/** What a browser sends back of a Set-Cookie. */
export function cookieOf({ status, headers, text }: Answer): string {
  const [cookie] = headers["set-cookie"] ?? [];
  if (cookie === undefined) throw new Error(`no cookie was set: ${status} ${text}`);
  return cookie.slice(0, cookie.indexOf(";"));
}
