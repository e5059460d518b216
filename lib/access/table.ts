import type { ClientToServer, Grants, Role, ServerToClient } from "@/lib/contract";
import { may } from "./rights";

/**
 * Who is let in to what. The one list of every route and every socket event: a test walks it against the running server, cell by cell,
 * and docs/access.md is compared with it.
 */
export type Right =
  /** Anybody at all. */
  | { readonly needs: "nothing" }
  /** Whoever is signed in: what is their own, or lists of what they see. */
  | { readonly needs: "sign-in" }
  /** A role in the group of what is named; for those who do not see that group, there is no such thing. */
  | { readonly needs: Role; readonly in: "group" }
  /** A role for all groups; `hides`: what is named is not there for those who do not see its group. */
  | { readonly needs: Role; readonly in: "all"; readonly hides?: true };

const open: Right = { needs: "nothing" };
const signedIn: Right = { needs: "sign-in" };
const inGroup = (needs: Role): Right => ({ needs, in: "group" });
const forAll = (needs: Role): Right => ({ needs, in: "all" });

/**
 * By method and path, as `/api/openapi.json` names them. `/api/demo…` and `/enter` are in the demo alone, `/api/access/oidc…` where there
 * is a provider.
 */
export const routeRights: Readonly<Record<string, Right>> = {
  "GET /api/health": open,
  "GET /api/access": open,
  "POST /api/access/sign-in": open,
  "POST /api/access/link": open,
  "POST /api/access/setup": open,
  "GET /api/access/oidc/start": open,
  "GET /api/access/oidc/callback": open,
  "GET /enter": open,

  "POST /api/access/sign-out": signedIn,
  "POST /api/access/confirm": signedIn,
  "POST /api/access/password": signedIn,
  "POST /api/access/totp": signedIn,
  "POST /api/access/totp/confirm": signedIn,
  "POST /api/access/totp/remove": signedIn,
  "GET /api/access/sessions": signedIn,
  "DELETE /api/access/sessions/{id}": signedIn,
  "GET /api/openapi.json": signedIn,

  "GET /api/groups": signedIn,
  "GET /api/events": signedIn,
  "GET /api/runs": signedIn,
  "GET /api/backups": signedIn,
  "GET /api/schedules": signedIn,

  "GET /api/groups/{group}": inGroup("viewer"),
  "GET /api/groups/{group}/lineage": inGroup("viewer"),
  "GET /api/groups/{group}/candidates": inGroup("viewer"),
  "GET /api/groups/{group}/history": inGroup("viewer"),
  "GET /api/groups/{group}/past": inGroup("viewer"),
  "GET /api/groups/{group}/aftermath": inGroup("viewer"),
  "GET /api/groups/{group}/guide": inGroup("viewer"),
  "GET /api/instances/{id}": inGroup("viewer"),
  "GET /api/instances/{id}/upstreams": inGroup("viewer"),
  "GET /api/instances/{id}/clients": inGroup("viewer"),
  "GET /api/instances/{id}/what-if": inGroup("viewer"),
  "GET /api/plans/{id}": inGroup("viewer"),
  "GET /api/runs/{id}": inGroup("viewer"),
  "GET /api/backups/{id}": inGroup("viewer"),
  "GET /api/demo": inGroup("viewer"),

  "POST /api/groups/{group}/plans": inGroup("operator"),
  "POST /api/runs": inGroup("operator"),
  "POST /api/runs/{id}/cancel": inGroup("operator"),
  "POST /api/runs/{id}/undo": inGroup("operator"),
  "GET /api/backups/{id}/rdb": inGroup("operator"),
  "POST /api/backups/{id}/drill": inGroup("operator"),
  "POST /api/backups/{id}/recheck": inGroup("operator"),
  "POST /api/backups/{id}/accept": inGroup("operator"),
  "POST /api/demo/faults": inGroup("operator"),

  "GET /api/lab": signedIn,
  "GET /api/lab/experiments": signedIn,
  "GET /api/lab/experiments/{id}": inGroup("viewer"),
  "POST /api/lab/experiments": inGroup("operator"),
  "POST /api/lab/experiments/{id}/stop": inGroup("operator"),
  "POST /api/lab/experiments/{id}/links": inGroup("operator"),
  "DELETE /api/lab/experiments/{id}": inGroup("operator"),
  "POST /api/groups/{group}/lab": inGroup("admin"),
  "POST /api/lab/throwaway": forAll("admin"),

  "DELETE /api/backups/{id}": inGroup("admin"),
  "DELETE /api/groups/{group}/instances/{id}": inGroup("admin"),

  "GET /metrics": forAll("viewer"),
  "POST /api/groups": forAll("admin"),
  "DELETE /api/groups/{group}": { needs: "admin", in: "all", hides: true },
  "GET /api/audit": forAll("admin"),
  "GET /api/users": forAll("admin"),
  "POST /api/users": forAll("admin"),
  "POST /api/users/{id}": forAll("admin"),
  "POST /api/users/{id}/link": forAll("admin"),
  "DELETE /api/users/{id}": forAll("admin"),
  "GET /api/tokens": forAll("admin"),
  "POST /api/tokens": forAll("admin"),
  "DELETE /api/tokens/{id}": forAll("admin"),
};

/** What the socket tells, and to whom. What belongs to no group needs the role for all. */
export const frameRights: Readonly<Record<keyof ServerToClient, Right>> = {
  tick: inGroup("viewer"),
  group: inGroup("viewer"),
  "group-gone": inGroup("viewer"),
  finding: inGroup("viewer"),
  event: inGroup("viewer"),
  run: inGroup("viewer"),
  backup: inGroup("viewer"),
  experiment: inGroup("viewer"),
  access: signedIn,
  beat: signedIn,
};

/** What may be said to the socket. `watch` is answered with the groups that are seen, of those that are asked for. */
export const socketRights: Readonly<Record<keyof ClientToServer, Right>> = { watch: signedIn };

/** What somebody is answered before anything is done; null: they are let in. */
export type Refusal = 401 | 403 | 404;

/**
 * @param grants null: nobody is signed in.
 * @param group the group of what the request names.
 */
export function refusalOf(right: Right, grants: Grants | null, group: string): Refusal | null {
  if (right.needs === "nothing") return null;
  if (grants === null) return 401;
  if (right.needs === "sign-in") return null;
  const hides = right.in === "group" || right.hides === true;
  if (hides && !may(grants, "viewer", group)) return 404;
  return may(grants, right.needs, right.in === "group" ? group : null) ? null : 403;
}
