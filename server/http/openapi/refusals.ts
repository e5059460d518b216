/** What decides which refusals an operation can answer with. */
export interface Operation {
  /** `POST /api/runs`. */
  readonly name: string;
  readonly changes: boolean;
  /** It takes a body or parameters. */
  readonly asks: boolean;
  /** Its path names something. */
  readonly names: boolean;
}

interface Refusal {
  /** As in docs/errors.md. */
  readonly code: string;
  readonly status: number;
  readonly of: (operation: Operation) => boolean;
}

const on =
  (...names: string[]) =>
  ({ name }: Operation): boolean =>
    names.includes(name);

const plans = "POST /api/groups/{group}/plans";
const runs = "POST /api/runs";
const cancel = "POST /api/runs/{id}/cancel";
const undo = "POST /api/runs/{id}/undo";
const file = "GET /api/backups/{id}/rdb";
const drill = "POST /api/backups/{id}/drill";
const strike = "DELETE /api/backups/{id}";
const recheck = "POST /api/backups/{id}/recheck";
const accept = "POST /api/backups/{id}/accept";
const startLab = "POST /api/lab/experiments";
const stopLab = "POST /api/lab/experiments/{id}/stop";
const linksLab = "POST /api/lab/experiments/{id}/links";
const deleteLab = "DELETE /api/lab/experiments/{id}";
const allowLab = ["POST /api/lab/throwaway", "POST /api/groups/{group}/lab"];
const signIn = "POST /api/access/sign-in";
const proofs = [
  signIn,
  "POST /api/access/confirm",
  "POST /api/access/password",
  "POST /api/access/totp/remove",
];
const setUp = "POST /api/access/setup";
const link = "POST /api/access/link";
const user = "POST /api/users/{id}";
const noUser = "DELETE /api/users/{id}";

/** Open to everybody; all others need a sign-in or a token. */
const open: readonly string[] = [
  "GET /api/health",
  "GET /api/access",
  "GET /api/access/oidc/start",
  "GET /api/access/oidc/callback",
  signIn,
  setUp,
  link,
  "GET /enter",
];

/** Refusals by operation. Whatever is not here is under an operation's `default`. */
export const refusals: readonly Refusal[] = [
  { code: "bad-request", status: 400, of: ({ asks }) => asks },
  { code: "bad-group", status: 400, of: on("POST /api/groups") },
  { code: "sign-in-required", status: 401, of: ({ name }) => !open.includes(name) },
  {
    code: "sign-in-failed",
    status: 401,
    of: on(...proofs, "GET /enter", "POST /api/access/totp", "POST /api/access/totp/confirm"),
  },
  { code: "code-required", status: 401, of: on(...proofs, setUp) },
  {
    code: "forbidden",
    status: 403,
    of: ({ name, changes }) =>
      !open.includes(name) &&
      !name.includes("/api/access") &&
      (changes || /\/(rdb|audit|metrics|users|tokens)$/.test(name)),
  },
  {
    code: "confirm-identity",
    status: 403,
    of: ({ name, changes }) =>
      (changes && /\/api\/(users|tokens)/.test(name)) ||
      [runs, strike, ...allowLab, "POST /api/access/totp"].includes(name),
  },
  { code: "bad-host", status: 403, of: () => true },
  { code: "bad-origin", status: 403, of: ({ changes }) => changes },
  {
    code: "actions-disabled",
    status: 403,
    of: on(plans, runs, undo, file, drill, strike, recheck, accept, startLab),
  },
  { code: "lab-not-allowed", status: 403, of: on(startLab) },
  { code: "not-found", status: 404, of: ({ names }) => names },
  { code: "unknown-instance", status: 404, of: on(plans) },
  { code: "unknown-upstream", status: 404, of: on(plans) },
  { code: "unknown-backup", status: 404, of: on(plans) },
  { code: "plan-not-found", status: 404, of: on(runs) },
  { code: "instance-not-found", status: 404, of: on("POST /api/demo/faults") },
  { code: "group-exists", status: 409, of: on("POST /api/groups") },
  { code: "group-busy", status: 409, of: on(runs, "DELETE /api/groups/{group}") },
  { code: "plan-stale", status: 409, of: on(runs) },
  { code: "key-used", status: 409, of: on(runs) },
  { code: "not-cancellable", status: 409, of: on(cancel) },
  { code: "cannot-undo", status: 409, of: on(undo) },
  { code: "instance-reachable", status: 409, of: on("DELETE /api/groups/{group}/instances/{id}") },
  { code: "backup-running", status: 409, of: on(strike) },
  { code: "not-verified", status: 409, of: on(file, drill, recheck) },
  { code: "drill-busy", status: 409, of: on(drill) },
  { code: "lab-busy", status: 409, of: on(startLab) },
  { code: "experiment-running", status: 409, of: on(deleteLab) },
  { code: "experiment-ended", status: 409, of: on(stopLab, linksLab) },
  { code: "nothing-to-accept", status: 409, of: on(accept) },
  { code: "fault-not-possible", status: 409, of: on("POST /api/demo/faults") },
  { code: "last-admin", status: 409, of: on(user, noUser) },
  { code: "name-taken", status: 409, of: on("POST /api/users", "POST /api/tokens", setUp) },
  {
    code: "no-password-here",
    status: 409,
    of: ({ name }) =>
      (name.startsWith("POST /api/access/") &&
        ![signIn, setUp, link, "POST /api/access/sign-out"].includes(name)) ||
      name === "POST /api/users/{id}/link",
  },
  { code: "link-used", status: 410, of: on(setUp, link) },
  { code: "too-large", status: 413, of: ({ changes }) => changes },
  { code: "json-required", status: 415, of: ({ changes }) => changes },
  { code: "checks-failed", status: 422, of: on(runs) },
  { code: "lab-not-possible", status: 422, of: on(startLab) },
  { code: "confirmation-required", status: 422, of: on(runs) },
  { code: "too-many-attempts", status: 429, of: on(...proofs) },
  { code: "internal", status: 500, of: () => true },
  { code: "backup-unreachable", status: 502, of: on(file, strike) },
  { code: "clients-unknown", status: 503, of: on("GET /api/instances/{id}/clients") },
  {
    code: "store-failing",
    status: 503,
    of: ({ name }) =>
      /\/api\/(access|users|tokens|audit|events|lab|runs|plans|backups|schedules|groups\/\{group\}\/(guide|history|plans))/.test(
        name,
      ),
  },
];
