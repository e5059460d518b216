import type { Group, PlanRequest } from "@/lib/contract";
import { groupHref, instanceHref, pages } from "./pages";

export type PaletteEntry = { readonly id: string; readonly label: string; readonly hint: string } & (
  | { readonly kind: "go"; readonly href: string }
  /** Opens a plan: it never runs anything. */
  | { readonly kind: "plan"; readonly group: string; readonly request: PlanRequest }
);

export interface PaletteSection {
  readonly heading: string;
  readonly entries: readonly PaletteEntry[];
}

/** Everything that can be found: instances first, since that is what an operator looks for. */
export function paletteSections(groups: readonly Group[]): PaletteSection[] {
  const sections: PaletteSection[] = [
    { heading: "Instances", entries: groups.flatMap(instanceEntries) },
    { heading: "Groups", entries: groups.map(groupEntry) },
    { heading: "Actions", entries: groups.flatMap(actionEntries) },
    {
      heading: "Pages",
      entries: pages.map(({ href, label, keys }) => ({ id: href, label, hint: keys, kind: "go", href })),
    },
  ];
  return sections.filter(({ entries }) => entries.length > 0);
}

const instanceEntries = (group: Group): PaletteEntry[] =>
  group.instances.map((instance) => ({
    id: `i ${group.id} ${instance.id}`,
    label: instance.name,
    hint: `${instance.role ?? "role unknown"} in ${group.name}`,
    kind: "go",
    href: instanceHref(instance.id),
  }));

const groupEntry = (group: Group): PaletteEntry => ({
  id: `g ${group.id}`,
  label: group.name,
  hint: `${group.instances.length} instances`,
  kind: "go",
  href: groupHref(group.id),
});

function actionEntries(group: Group): PaletteEntry[] {
  const replicas = group.instances.filter(({ role, reachable }) => role === "replica" && reachable);
  return replicas.flatMap(({ id, name }): PaletteEntry[] => [
    {
      id: `promote ${group.id} ${id}`,
      label: `Promote ${name}…`,
      hint: `plan in ${group.name}`,
      kind: "plan",
      group: group.id,
      request: { action: "promote", instance: id },
    },
    {
      id: `backup ${group.id} ${id}`,
      label: `Back up ${name}…`,
      hint: `plan in ${group.name}`,
      kind: "plan",
      group: group.id,
      request: { action: "backup", instance: id },
    },
    {
      id: `detach ${group.id} ${id}`,
      label: `Detach ${name}…`,
      hint: `plan in ${group.name}`,
      kind: "plan",
      group: group.id,
      request: { action: "detach", instance: id },
    },
  ]);
}
