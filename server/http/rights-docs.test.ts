import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Right, routeRights } from "@/lib/access/table";
import { AuditKind, type Role } from "@/lib/contract";
import { packageRoot } from "@/server/package";

const several: Readonly<Record<Role, string>> = { viewer: "viewers", operator: "operators", admin: "admins" };

/** Who is let in, in words: `operators of the group`. */
function whoOf(right: Right): string {
  switch (right.needs) {
    case "nothing":
      return "everybody";
    case "sign-in":
      return "whoever is signed in";
    default:
      return `${several[right.needs]} of ${right.in === "group" ? "the group" : "all groups"}`;
  }
}

const docs = (name: string): string => readFileSync(join(packageRoot(), "docs", name), "utf8");

test("R2: docs/access.md says of every call who is let in, as the table does", () => {
  const said = [...docs("access.md").matchAll(/^\| `((?:GET|POST|DELETE) \/\S+)` \| (.+?) \|$/gm)];
  expect(said.map(([, route, who]) => `${route}: ${who}`)).toEqual(
    Object.entries(routeRights).map(([route, right]) => `${route}: ${whoOf(right)}`),
  );
});

test("R19: docs/audit.md names every kind of row", () => {
  const named = new Set([...docs("audit.md").matchAll(/`([a-z-]+)`/g)].map(([, word]) => word));
  expect(AuditKind.options.filter((kind) => !named.has(kind))).toEqual([]);
});
