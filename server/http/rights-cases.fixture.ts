import { refusalOf, routeRights } from "@/lib/access/table";
import { Problem } from "@/lib/contract";
import { type Actor, type House, here, passing, password } from "./rights.fixture";

interface Asked {
  readonly path: string;
  readonly body?: unknown;
  /** In place of the actor's own, where the request ends a session. */
  readonly cookie?: string;
}
interface Case {
  /**
   * What somebody who is let in is answered: that it is done, or the handler's own refusal where doing it a dozen times over would take
   * the servers apart. By way, where a program has no password to give.
   */
  readonly does: number | Readonly<Record<Actor["way"], number>>;
  /** `isLetIn` false: what would be done if it were for anybody else. */
  readonly ask: (house: House, cell: { isLetIn: boolean; actor: Actor }) => Asked | Promise<Asked>;
}

const get = (path: (house: House) => string, does = 200): Case => ({
  does,
  ask: (house) => ({ path: path(house) }),
});
const at = (path: string): Case => get(() => path);
const inGroup = (rest: string): Case => at(`/api/groups/${here}${rest}`);
const ofInstance = (rest: string): Case =>
  get(({ ids }) => `/api/instances/${encodeURIComponent(ids.primary)}${rest}`);
const people = (cookie: number, token: number) => ({ cookie, token, nobody: 401 });
const post = (path: (house: House) => string, body: unknown, does: Case["does"]): Case => ({
  does,
  ask: (house) => ({ path: path(house), body }),
});
const own = (path: string, body: unknown, does: Case["does"]): Case => post(() => path, body, does);
const bogus = "x".repeat(43);

export const cases: Readonly<Record<string, Case>> = {
  "GET /api/health": at("/api/health"),
  "GET /api/access": at("/api/access"),
  "POST /api/access/sign-in": own("/api/access/sign-in", { name: "viewer-here", password }, 200),
  "POST /api/access/link": own("/api/access/link", { token: bogus }, 410),
  "POST /api/access/setup": own("/api/access/setup", { token: bogus, password }, 410),
  // Both lead on to a page, which tells what went wrong: the provider is not there, nothing is underway.
  "GET /api/access/oidc/start": get(() => "/api/access/oidc/start", 302),
  "GET /api/access/oidc/callback": get(() => "/api/access/oidc/callback?code=none&state=none", 302),
  "GET /enter": get(() => "/enter?key=none", 401),

  "POST /api/access/sign-out": {
    does: 204,
    ask: async ({ session }, { actor }) => ({
      path: "/api/access/sign-out",
      body: {},
      ...(actor.way === "cookie" && { cookie: await session(actor.name) }),
    }),
  },
  "POST /api/access/confirm": own("/api/access/confirm", { password }, people(200, 409)),
  "POST /api/access/password": own("/api/access/password", { current: password, password }, people(204, 409)),
  "POST /api/access/totp": own("/api/access/totp", {}, people(201, 409)),
  "POST /api/access/totp/confirm": own("/api/access/totp/confirm", { code: "000000" }, people(401, 409)),
  "POST /api/access/totp/remove": own("/api/access/totp/remove", { password }, people(204, 409)),
  "GET /api/access/sessions": at("/api/access/sessions"),
  // Somebody else's is not there.
  "DELETE /api/access/sessions/{id}": {
    does: 404,
    ask: ({ ids }) => ({ path: `/api/access/sessions/${ids.session}` }),
  },
  "GET /api/openapi.json": at("/api/openapi.json"),

  "GET /api/groups": at("/api/groups"),
  "GET /api/events": at("/api/events"),
  "GET /api/runs": at("/api/runs"),
  "GET /api/backups": at("/api/backups"),
  "GET /api/schedules": at("/api/schedules"),

  "GET /api/groups/{group}": inGroup(""),
  "GET /api/groups/{group}/lineage": inGroup("/lineage"),
  "GET /api/groups/{group}/candidates": inGroup("/candidates"),
  "GET /api/groups/{group}/history": inGroup("/history"),
  "GET /api/groups/{group}/past": get(() => `/api/groups/${here}/past?at=${Date.now()}`),
  "GET /api/groups/{group}/aftermath": inGroup("/aftermath"),
  "GET /api/groups/{group}/guide": inGroup("/guide"),
  "GET /api/instances/{id}": ofInstance(""),
  "GET /api/instances/{id}/upstreams": ofInstance("/upstreams"),
  "GET /api/instances/{id}/clients": ofInstance("/clients"),
  "GET /api/instances/{id}/what-if": ofInstance("/what-if"),
  "GET /api/plans/{id}": get(({ ids }) => `/api/plans/${ids.plan}`),
  "GET /api/runs/{id}": get(({ ids }) => `/api/runs/${ids.run}`),
  "GET /api/backups/{id}": get(({ ids }) => `/api/backups/${ids.backup}`),
  "GET /api/demo": at("/api/demo"),

  "POST /api/groups/{group}/plans": {
    does: 201,
    ask: ({ ids }) => ({
      path: `/api/groups/${here}/plans`,
      body: { action: "detach", instance: ids.replica },
    }),
  },
  // Refused are those who confirm it; who is let in does not, and hears so.
  "POST /api/runs": {
    does: 422,
    ask: async ({ ids, plan, detaching }, { isLetIn }) =>
      isLetIn
        ? { path: "/api/runs", body: { plan: (await plan()).id } }
        : {
            path: "/api/runs",
            body: {
              plan: ids.plan,
              confirm: { accepted: true, ...(detaching !== null && { text: detaching }) },
            },
          },
  },
  "POST /api/runs/{id}/cancel": post(({ ids }) => `/api/runs/${ids.run}/cancel`, {}, 409),
  "POST /api/runs/{id}/undo": post(({ ids }) => `/api/runs/${ids.run}/undo`, {}, 409),
  "GET /api/backups/{id}/rdb": get(({ ids }) => `/api/backups/${ids.backup}/rdb`),
  // Of a backup that nobody read.
  "POST /api/backups/{id}/drill": {
    does: 409,
    ask: ({ ids }, { isLetIn }) => ({
      path: `/api/backups/${isLetIn ? ids.unreadBackup : ids.backup}/drill`,
      body: {},
    }),
  },
  "POST /api/backups/{id}/recheck": post(({ ids }) => `/api/backups/${ids.backup}/recheck`, {}, 202),
  "POST /api/backups/{id}/accept": post(({ ids }) => `/api/backups/${ids.backup}/accept`, {}, 409),
  "POST /api/demo/faults": post(() => "/api/demo/faults", { fault: "resume", instance: "127.0.0.1:1" }, 200),

  "GET /api/lab": at("/api/lab"),
  "GET /api/lab/experiments": at("/api/lab/experiments"),
  "GET /api/lab/experiments/{id}": get(({ ids }) => `/api/lab/experiments/${ids.experiment}`),
  // A full resync is not measured in a group, whoever asks.
  "POST /api/lab/experiments": own(
    "/api/lab/experiments",
    { where: { place: "group", group: here }, settings: { kind: "sync" } },
    422,
  ),
  "POST /api/lab/experiments/{id}/stop": post(
    ({ ids }) => `/api/lab/experiments/${ids.experiment}/stop`,
    {},
    409,
  ),
  "POST /api/lab/experiments/{id}/links": post(
    ({ ids }) => `/api/lab/experiments/${ids.experiment}/links`,
    { replica: "replica-1", weather: { delayMs: 0, paused: false, cut: false, bytesPerSecond: null } },
    409,
  ),
  "DELETE /api/lab/experiments/{id}": {
    does: 204,
    ask: async ({ ids, keepExperiment }, { isLetIn }) => ({
      path: `/api/lab/experiments/${isLetIn ? await keepExperiment() : ids.experiment}`,
    }),
  },
  "POST /api/groups/{group}/lab": own(`/api/groups/${here}/lab`, { allowed: true }, 204),
  "POST /api/lab/throwaway": own("/api/lab/throwaway", { allowed: true }, 204),

  "DELETE /api/backups/{id}": {
    does: 204,
    ask: async ({ ids, takeBackup }, { isLetIn }) => ({
      path: `/api/backups/${isLetIn ? await takeBackup() : ids.backup}`,
    }),
  },
  // It answers, and what answers is not forgotten.
  "DELETE /api/groups/{group}/instances/{id}": {
    does: 409,
    ask: ({ ids }) => ({ path: `/api/groups/${here}/instances/${encodeURIComponent(ids.replica)}` }),
  },

  "GET /metrics": at("/metrics"),
  // These seeds are watched already.
  "POST /api/groups": {
    does: 409,
    ask: ({ ids }, { isLetIn }) => ({
      path: "/api/groups",
      body: { name: "more", seeds: [isLetIn ? `redis://${ids.primary}` : "redis://127.0.0.1:1"] },
    }),
  },
  "DELETE /api/groups/{group}": {
    does: 204,
    ask: async ({ addPassing }) => {
      await addPassing();
      return { path: `/api/groups/${passing}` };
    },
  },
  "GET /api/audit": at("/api/audit"),
  "GET /api/users": at("/api/users"),
  "POST /api/users": own("/api/users", { name: "viewer-here", grants: { all: null, groups: {} } }, 409),
  "POST /api/users/{id}": post(({ ids }) => `/api/users/${ids.user}`, {}, 200),
  "POST /api/users/{id}/link": post(({ ids }) => `/api/users/${ids.user}/link`, {}, 201),
  "DELETE /api/users/{id}": {
    does: 204,
    ask: async ({ ids, addUser }, { isLetIn }) => ({
      path: `/api/users/${isLetIn ? (await addUser()).user.id : ids.user}`,
    }),
  },
  "GET /api/tokens": at("/api/tokens"),
  "POST /api/tokens": own(
    "/api/tokens",
    { name: "viewer-here", grants: { all: null, groups: {} }, days: null },
    409,
  ),
  "DELETE /api/tokens/{id}": {
    does: 204,
    ask: async ({ ids, addToken }, { isLetIn }) => ({
      path: `/api/tokens/${isLetIn ? await addToken() : ids.token}`,
    }),
  },
};

/** Which group a route's case is about. */
const groupOf = (route: string): string => (route === "DELETE /api/groups/{group}" ? passing : here);

/** What is not there: a plan is missed by the run itself. */
const hiddenCode = (route: string): string => (route === "POST /api/runs" ? "plan-not-found" : "not-found");
const refusalCodes = { 401: "sign-in-required", 403: "forbidden" } as const;

export interface Cell {
  readonly route: string;
  readonly actor: Actor;
  readonly isLetIn: boolean;
  /** What the table declares, and what was answered: a status, and of a refusal its code. */
  readonly declared: string;
  /** @param more headers beside the actor's own. */
  ask(more?: Readonly<Record<string, string>>): Promise<string>;
}

/** Every route by every actor. */
export function cellsOf(house: House): Cell[] {
  return Object.entries(routeRights).flatMap(([route, right]) =>
    house.actors.map((actor): Cell => {
      const refusal = refusalOf(right, actor.grants, groupOf(route));
      const isLetIn = refusal === null;
      const one = cases[route];
      if (one === undefined) throw new Error(`no request is written for ${route}`);
      const does = typeof one.does === "number" ? one.does : one.does[actor.way];
      return {
        route,
        actor,
        isLetIn,
        declared:
          refusal === null
            ? `${does}`
            : `${refusal} ${refusal === 404 ? hiddenCode(route) : refusalCodes[refusal]}`,
        async ask(more = {}) {
          const { path, body, cookie } = await one.ask(house, { isLetIn, actor });
          const own = cookie === undefined ? actor.headers : { Cookie: cookie };
          const as = { ...actor, headers: { ...own, ...more } };
          const { status, json } = await house.ask(as, route.slice(0, route.indexOf(" ")), path, body);
          const problem = Problem.safeParse(json);
          return isLetIn || !problem.success ? `${status}` : `${status} ${problem.data.code}`;
        },
      };
    }),
  );
}
