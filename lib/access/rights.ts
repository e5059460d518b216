import type { Grants, Role } from "@/lib/contract";

const order: readonly Role[] = ["viewer", "operator", "admin"];

/** Whether a role has all that another one has. */
export const includes = (has: Role | null, needs: Role): boolean =>
  has !== null && order.indexOf(has) >= order.indexOf(needs);

/** The role in a group, or, for null, in what belongs to none; null: none at all. */
export function roleIn({ all, groups }: Grants, group: string | null): Role | null {
  const here = group === null || !Object.hasOwn(groups, group) ? null : (groups[group] ?? null);
  return here !== null && includes(here, all ?? "viewer") ? here : all;
}

/**
 * Whether these grants reach a role.
 * @param group the group concerned; null: what concerns all of them, which only a role for all allows.
 */
export const may = (grants: Grants, needs: Role, group: string | null): boolean =>
  includes(roleIn(grants, group), needs);

/** Whether there is any group in which these grants reach a role. */
export const mayAnywhere = (grants: Grants, needs: Role): boolean =>
  [grants.all, ...Object.values(grants.groups)].some((role) => includes(role, needs));

export const nothing: Grants = { all: null, groups: {} };

/** The grants of several sources together: of each the highest. */
export function joinGrants(several: readonly Grants[]): Grants {
  let all: Role | null = null;
  const groups: Record<string, Role> = {};
  for (const one of several) {
    if (one.all !== null && !includes(all, one.all)) all = one.all;
    for (const [group, role] of Object.entries(one.groups))
      if (!includes(roleIn({ all: null, groups }, group), role)) groups[group] = role;
  }
  return { all, groups };
}
