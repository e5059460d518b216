import fc from "fast-check";
import { expect, test } from "vitest";
import type { Grants, Role } from "@/lib/contract";
import { type Right, refusalOf, routeRights } from "./table";

/** What each role has, written out. */
const has: Record<Role, readonly Role[]> = {
  viewer: ["viewer"],
  operator: ["viewer", "operator"],
  admin: ["viewer", "operator", "admin"],
};

/** Every grant one by one, without any notion of a higher role: the naive reading of what docs/access.md says. */
function naively(right: Right, grants: Grants | null, group: string): number | null {
  if (right.needs === "nothing") return null;
  if (grants === null) return 401;
  if (right.needs === "sign-in") return null;
  const ofAll = grants.all === null ? [] : has[grants.all];
  const ofGroup = Object.entries(grants.groups).flatMap(([id, role]) => (id === group ? has[role] : []));
  const here = [...ofAll, ...ofGroup];
  const named = right.in === "group" || right.hides;
  if (named && !here.includes("viewer")) return 404;
  return (right.in === "group" ? here : ofAll).includes(right.needs) ? null : 403;
}

const role = fc.constantFrom<Role>("viewer", "operator", "admin");
const name = fc.constantFrom("orders", "carts", "constructor", "__proto__", "tostring");
const grants = fc.option(fc.record({ all: fc.option(role), groups: fc.dictionary(name, role) }));
const right = fc.constantFrom(...Object.values(routeRights));

test("R2: what the rights say is what their plain reading says, for whatever grants", () => {
  fc.assert(
    fc.property(right, grants, name, (one, given, group) => {
      expect(refusalOf(one, given, group)).toBe(naively(one, given, group));
    }),
    { numRuns: 2_000 },
  );
});

test("R2: more rights never close what fewer open", () => {
  const rank = { 401: 0, 404: 1, 403: 2 };
  const openness = (refusal: ReturnType<typeof refusalOf>) => (refusal === null ? 3 : rank[refusal]);
  const higher = (given: Grants, more: Grants): Grants => ({
    all: [given.all, more.all].includes("admin") ? "admin" : (given.all ?? more.all),
    groups: { ...more.groups, ...given.groups },
  });
  fc.assert(
    fc.property(right, grants, grants, name, (one, given, more, group) => {
      const less = given ?? { all: null, groups: {} };
      const before = openness(refusalOf(one, given, group));
      expect(openness(refusalOf(one, higher(less, more ?? less), group))).toBeGreaterThanOrEqual(before);
    }),
  );
});

test("R2: nobody who is not signed in has more than how Tidemark is, and the ways to sign in", () => {
  const open = Object.entries(routeRights).flatMap(([route, one]) =>
    one.needs === "nothing" ? [route] : [],
  );
  expect(open).toEqual([
    "GET /api/health",
    "GET /api/access",
    "POST /api/access/sign-in",
    "POST /api/access/link",
    "POST /api/access/setup",
    "GET /api/access/oidc/start",
    "GET /api/access/oidc/callback",
    "GET /enter",
  ]);
});

test("R2: whatever changes a server needs an operator at least, in its group", () => {
  const own = /^(POST|DELETE) \/api\/access\//;
  const weak = Object.entries(routeRights).flatMap(([route, one]) =>
    route.startsWith("GET ") || own.test(route) || one.needs === "operator" || one.needs === "admin"
      ? []
      : [route],
  );
  expect(weak).toEqual([]);
});
