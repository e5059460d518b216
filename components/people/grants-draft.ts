import type { Grants, Role } from "@/lib/contract";

/** A choice of role, with its absence as a word that a list of choices can hold. */
export type RoleChoice = Role | "none";

/** Grants with the role for all groups changed. */
export const withAll = (grants: Grants, choice: RoleChoice): Grants => ({
  ...grants,
  all: choice === "none" ? null : choice,
});

/** Grants with the role for one group changed; `none` takes the group out. */
export function withGroup({ all, groups }: Grants, group: string, choice: RoleChoice): Grants {
  const others = Object.entries(groups).filter(([id]) => id !== group);
  return { all, groups: Object.fromEntries(choice === "none" ? others : [...others, [group, choice]]) };
}

/** Why these grants are worth nothing, as a sentence; null: they are worth something. */
export const grantsError = ({ all, groups }: Grants): string | null =>
  all === null && Object.keys(groups).length === 0
    ? "Choose a role, for all groups or for one: without any, there is nothing to see."
    : null;
