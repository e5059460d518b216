import { withheldReason } from "@/components/live/withheld";
import { offerOf } from "@/components/runs/eligibility";
import { actionWords } from "@/components/runs/wording";
import { may } from "@/lib/access/rights";
import type { Group, Identity, PlanRequest } from "@/lib/contract";
import { accountPages, groupHref, guideHref, instanceHref, pages } from "./pages";

export type PaletteEntry = {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** Why it cannot be chosen, for a person; absent: it can. */
  readonly blocked?: string;
} & (
  | { readonly kind: "go"; readonly href: string }
  /** Opens a plan: it never runs anything. */
  | { readonly kind: "plan"; readonly group: string; readonly request: PlanRequest }
  | { readonly kind: "forget"; readonly group: string }
  | { readonly kind: "what-if"; readonly group: string; readonly instance: string }
  | { readonly kind: "sign-out" }
);

export interface PaletteSection {
  readonly heading: string;
  readonly entries: readonly PaletteEntry[];
}

/** Everything that can be found: instances first, since that is what an operator looks for. `you`: who looks; null: not known yet. */
export function paletteSections(groups: readonly Group[], you: Identity | null): PaletteSection[] {
  const sections: PaletteSection[] = [
    { heading: "Instances", entries: groups.flatMap(instanceEntries) },
    { heading: "Groups", entries: groups.map(groupEntry) },
    { heading: "Actions", entries: groups.flatMap((group) => withRights(actionEntries(group), group, you)) },
    {
      heading: "Pages",
      entries: [
        ...pages.map(
          ({ href, label, keys }): PaletteEntry => ({ id: href, label, hint: keys, kind: "go", href }),
        ),
        { id: "/guide", label: "Set-up guide", hint: "files for a group", kind: "go", href: "/guide" },
        ...groups.map(guideEntry),
        ...accountEntries(you),
      ],
    },
  ];
  return sections.filter(({ entries }) => entries.length > 0);
}

/** Entries that need a role which `you` lack say so; the plan of an action is an operator's, forgetting a group an admin's. */
function withRights(entries: readonly PaletteEntry[], group: Group, you: Identity | null): PaletteEntry[] {
  if (you === null) return [...entries];
  const act = withheldReason(you, "operator", group);
  const forget = withheldReason(you, "admin", null);
  return entries.map((entry) => {
    const blocked = entry.kind === "plan" ? act : entry.kind === "forget" ? forget : null;
    return blocked === null ? entry : { ...entry, blocked };
  });
}

function accountEntries(you: Identity | null): PaletteEntry[] {
  if (you === null) return [];
  const own = accountPages
    .filter(({ needs }) => needs === null || may(you.grants, needs, null))
    .map(({ href, label }): PaletteEntry => ({ id: href, label, hint: "", kind: "go", href }));
  return you.kind === "proxy"
    ? own
    : [...own, { id: "sign-out", label: "Sign out", hint: you.name, kind: "sign-out" }];
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

const guideEntry = ({ id, name }: Group): PaletteEntry => ({
  id: `guide ${id}`,
  label: `Set-up guide for ${name}`,
  hint: "files, and what falls short",
  kind: "go",
  href: guideHref(id),
});

function actionEntries(group: Group): PaletteEntry[] {
  const forget: PaletteEntry = {
    id: `forget ${group.id}`,
    label: `Stop watching ${group.name}…`,
    hint: "nothing is sent to it",
    kind: "forget",
    group: group.id,
  };
  const replicas = group.instances.filter(({ role, reachable }) => role === "replica" && reachable);
  const plans = replicas.flatMap(({ id, name }): PaletteEntry[] => [
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
  return [...plans, ...group.instances.flatMap((one) => cascadeEntries(group, one)), forget];
}

/** What an instance's replicas could be spared or spread, and what its death would cost. */
function cascadeEntries(group: Group, instance: Group["instances"][number]): PaletteEntry[] {
  const { id, name } = instance;
  const plans = (["relieve", "flatten"] as const).flatMap((action): PaletteEntry[] => {
    const offer = offerOf(group, instance, action);
    return !offer.offered
      ? []
      : [
          {
            id: `${action} ${group.id} ${id}`,
            label: `${actionWords[action].verb} ${name}…`,
            hint: `plan in ${group.name}`,
            kind: "plan",
            group: group.id,
            request: offer.request,
          },
        ];
  });
  return [
    ...plans,
    {
      id: `what-if ${group.id} ${id}`,
      label: `What if ${name} dies…`,
      hint: `nothing is sent to ${group.name}`,
      kind: "what-if",
      group: group.id,
      instance: id,
    },
  ];
}

/** More of one kind than this is a list to narrow, not to read. */
const SHOWN = 20;

/** Entries in which every word of `text` occurs, those that begin with it first. Without text: no actions, they would be a crowd. */
export function searchSections(sections: readonly PaletteSection[], text: string): PaletteSection[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return sections
    .map(({ heading, entries }) => ({ heading, entries: pick(entries, words) }))
    .filter(({ entries }) => entries.length > 0);
}

function pick(entries: readonly PaletteEntry[], words: readonly string[]): PaletteEntry[] {
  if (words.length === 0) return entries.filter(({ kind }) => kind === "go").slice(0, SHOWN);
  const begins = (entry: PaletteEntry): number =>
    entry.label.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1;
  return entries
    .filter((entry) => {
      const text = `${entry.label} ${entry.hint}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => begins(a) - begins(b))
    .slice(0, SHOWN);
}
