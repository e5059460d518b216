"use client";
import { useGroupNameOf } from "@/components/runs/use-group-options";
import { SelectField } from "@/components/ui/select-field";
import type { Lab, LabPlace } from "@/lib/contract";

/** No group has this id. */
const HERE = "";

/** On throw-away servers, or in one of the groups; one that a link names is shown also where it is not watched. */
export function WhereField({
  lab,
  where,
  onChange,
}: {
  lab: Lab | null;
  where: LabPlace;
  onChange: (where: LabPlace) => void;
}) {
  const nameOf = useGroupNameOf();
  const known = lab?.groups.map(({ group, allowed }) => ({ group, allowed })) ?? [];
  const groups =
    where.place === "group" && !known.some(({ group }) => group === where.group)
      ? [...known, { group: where.group, allowed: lab === null }]
      : known;
  return (
    <SelectField
      label="Where"
      value={where.place === "group" ? where.group : HERE}
      onChange={(group) => onChange(group === HERE ? { place: "throwaway" } : { place: "group", group })}
      options={[
        { value: HERE, label: "Throw-away servers" },
        ...groups.map(({ group, allowed }) => ({
          value: group,
          label: allowed ? nameOf(group) : `${nameOf(group)} (not allowed)`,
        })),
      ]}
    />
  );
}
