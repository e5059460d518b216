import type { Role, User } from "@/lib/contract";

export type PersonState = "active" | "invited" | "disabled";

export const personStates: Readonly<Record<PersonState, string>> = {
  active: "Active",
  invited: "Invited",
  disabled: "Disabled",
};

/** Where a person stands; being disabled counts before all else. */
export function personState({ disabled, invited }: Pick<User, "disabled" | "invited">): PersonState {
  if (disabled) return "disabled";
  return invited ? "invited" : "active";
}

const weight: Readonly<Record<Role, number>> = { viewer: 1, operator: 2, admin: 3 };

/** For sorting: the more somebody may, the larger; null without a role. */
export const roleWeight = (role: Role | null): number | null => (role === null ? null : weight[role]);
