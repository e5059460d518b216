import { includes } from "@/lib/access/rights";
import type { Grants, Role } from "@/lib/contract";

/** What a role is called, and what it lets somebody do. */
export const roleWords: Readonly<Record<Role, { readonly name: string; readonly what: string }>> = {
  viewer: { name: "Viewer", what: "reads" },
  operator: { name: "Operator", what: "reads, plans and runs actions, takes and restores backups" },
  admin: { name: "Admin", what: "all of that, deletes backups, and looks after groups, people and tokens" },
};

export const roles: readonly Role[] = ["viewer", "operator", "admin"];

/** What somebody may, in a line: `Viewer of all groups, operator of orders`. Grants that add nothing are left out. */
export function grantsText({ all, groups }: Grants, nameOf: (group: string) => string): string {
  const single = Object.entries(groups).filter(([, role]) => !includes(all, role));
  const parts = [
    ...(all === null ? [] : [`${roleWords[all].name} of all groups`]),
    ...[...roles].reverse().flatMap((role) => {
      const names = single.filter(([, has]) => has === role).map(([group]) => nameOf(group));
      return names.length === 0 ? [] : [`${roleWords[role].name} of ${names.sort().join(", ")}`];
    }),
  ];
  if (parts.length === 0) return "No role";
  return parts.map((part, i) => (i === 0 ? part : part.charAt(0).toLowerCase() + part.slice(1))).join("; ");
}

/** The highest role in any group; null: none. */
export const highestRole = ({ all, groups }: Grants): Role | null =>
  [...Object.values(groups)].reduce<Role | null>(
    (highest, role) => (includes(highest, role) ? highest : role),
    all,
  );
