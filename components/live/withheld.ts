import { may, roleIn } from "@/lib/access/rights";
import type { Identity, Role } from "@/lib/contract";

const plural: Readonly<Record<Role, string>> = { viewer: "Viewers", operator: "Operators", admin: "Admins" };
const one: Readonly<Record<Role, string>> = {
  viewer: "a viewer",
  operator: "an operator",
  admin: "an admin",
};

/**
 * Why somebody may not do what needs a role, as a sentence that says what they are; null: they may.
 * @param group the group concerned; null: what concerns all of them, which only a role for all allows.
 */
export function withheldReason(
  { grants }: Pick<Identity, "grants">,
  needs: Role,
  group: { readonly id: string; readonly name: string } | null,
): string | null {
  if (may(grants, needs, group?.id ?? null)) return null;
  const has = roleIn(grants, group?.id ?? null);
  if (group === null)
    return has === null
      ? `${plural[needs]} of all groups may do this; your role is for single ones.`
      : `${plural[needs]} may do this; you are ${one[has]}.`;
  return has === null
    ? `${plural[needs]} may do this; you have no role in ${group.name}.`
    : `${plural[needs]} may do this; you are ${one[has]} of ${group.name}.`;
}
