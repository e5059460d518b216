"use client";
import { X } from "lucide-react";
import { roles, roleWords } from "@/components/access/grant-words";
import { useGroupNameOf, useGroupOptions } from "@/components/runs/use-group-options";
import { IconButton } from "@/components/ui/button";
import { SelectField } from "@/components/ui/select-field";
import type { Grants } from "@/lib/contract";
import { type RoleChoice, withAll, withGroup } from "./grants-draft";

const choices: readonly { value: RoleChoice; label: string }[] = roles.map((value) => ({
  value,
  label: roleWords[value].name,
}));
const none = { value: "none", label: "None" } as const;

/** Who may do what: a role for all groups, and others for single ones. */
export function GrantsFields({
  grants,
  onChange,
  error,
}: {
  grants: Grants;
  onChange: (grants: Grants) => void;
  error: string | null;
}) {
  const nameOf = useGroupNameOf();
  const named = Object.entries(grants.groups);
  const others = useGroupOptions().filter(({ value }) => !Object.hasOwn(grants.groups, value));
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-3 font-semibold">Role</legend>
      <SelectField<RoleChoice>
        label="For all groups"
        value={grants.all ?? "none"}
        onChange={(choice) => onChange(withAll(grants, choice))}
        options={[none, ...choices]}
        hint={
          grants.all === null
            ? "Only the groups below can be seen."
            : `Also those to come: ${roleWords[grants.all].what}.`
        }
      />
      {named.length > 0 && (
        <ul aria-label="Single groups" className="flex flex-col gap-2">
          {named.map(([group, role]) => (
            <li key={group} className="flex items-center gap-2">
              <span className="min-w-0 flex-1 truncate">{nameOf(group)}</span>
              <SelectField<RoleChoice>
                label={`Role for ${nameOf(group)}`}
                labelHidden
                className="w-36"
                value={role}
                onChange={(choice) => onChange(withGroup(grants, group, choice))}
                options={choices}
              />
              <IconButton
                label={`No role of its own for ${nameOf(group)}`}
                onClick={() => onChange(withGroup(grants, group, "none"))}
              >
                <X size={14} strokeWidth={1.5} aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <SelectField
          label="A role for one group"
          labelHidden={named.length > 0}
          value=""
          onChange={(group) => group !== "" && onChange(withGroup(grants, group, "operator"))}
          options={[{ value: "", label: named.length > 0 ? "Another group…" : "Choose a group…" }, ...others]}
          hint={named.length > 0 ? "The higher of the two roles counts." : undefined}
        />
      )}
      {error !== null && (
        <p role="alert" className="text-12 text-crit">
          {error}
        </p>
      )}
    </fieldset>
  );
}
