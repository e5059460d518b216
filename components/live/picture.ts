import { protectionAfter } from "@/lib/backup/protection";
import type { Event, Finding, Group, GroupStatus, Instance, InstancePatch, Tick } from "@/lib/contract";

/** What the page shows of the fleet. Immutable: what did not change keeps its identity, so it does not render again. */
export interface Picture {
  /** False until the first snapshot: an empty fleet and an unknown one are two things. */
  readonly ready: boolean;
  readonly groups: Readonly<Record<string, Group>>;
  /** Worst first. */
  readonly groupIds: string[];
  /** Newest first. */
  readonly events: Event[];
}

export const emptyPicture: Picture = { ready: false, groups: {}, groupIds: [], events: [] };

/** Events kept in the page; the timeline asks the API for older ones. */
const KEPT_EVENTS = 1000;

const statusRank: Record<GroupStatus, number> = { critical: 0, warning: 1, unknown: 2, ok: 3 };

/** Ids of `groups`, worst status first, then by name. */
export function worstFirst(groups: Readonly<Record<string, Group>>): string[] {
  return Object.values(groups)
    .sort((a, b) => statusRank[a.status] - statusRank[b.status] || a.name.localeCompare(b.name))
    .map((group) => group.id);
}

const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, i) => id === b[i]);

function withGroups(picture: Picture, groups: Readonly<Record<string, Group>>): Picture {
  const ids = worstFirst(groups);
  return { ...picture, groups, groupIds: sameIds(ids, picture.groupIds) ? picture.groupIds : ids };
}

/** A whole snapshot, as `watch` is acknowledged: groups that are not in it are gone. */
export const applySnapshot = (picture: Picture, groups: readonly Group[]): Picture =>
  withGroups({ ...picture, ready: true }, Object.fromEntries(groups.map((group) => [group.id, group])));

export const applyGroup = (picture: Picture, group: Group): Picture =>
  withGroups(picture, { ...picture.groups, [group.id]: group });

export function applyGone(picture: Picture, id: string): Picture {
  const { [id]: _gone, ...rest } = picture.groups;
  return withGroups(picture, rest);
}

/** The group with a tick's patches laid over its instances. Unknown ones are left to the next `group` frame. */
export function patched(group: Group, tick: Tick): Group {
  const patches = new Map<string, InstancePatch>(tick.rows.map((row) => [row.id, row]));
  const instances = group.instances.map((instance): Instance => {
    const patch = patches.get(instance.id);
    return patch === undefined ? instance : { ...instance, ...patch };
  });
  const protection = protectionAfter(group, instances, tick.at);
  return { ...group, instances, protection, sampledAt: new Date(tick.at).toISOString() };
}

export function applyFinding(picture: Picture, { open, ...finding }: Finding & { open: boolean }): Picture {
  const group = picture.groups[finding.group];
  if (group === undefined) return picture;
  const others = group.findings.filter((other) => other.id !== finding.id);
  const findings = open ? [...others, finding] : others;
  return applyGroup(picture, { ...group, findings });
}

/** Adds events, newest first, each id once. */
export function applyEvents(picture: Picture, added: readonly Event[]): Picture {
  const known = new Set(picture.events.map((event) => event.id));
  const fresh = added.filter((event) => !known.has(event.id));
  if (fresh.length === 0) return picture;
  const events = [...fresh, ...picture.events].sort((a, b) => b.at.localeCompare(a.at)).slice(0, KEPT_EVENTS);
  return { ...picture, events };
}

const indexes = new WeakMap<readonly Instance[], Map<string, Instance>>();

/** The instance of that id, found through an index made once per array. */
export function instanceOf(group: Group | undefined, id: string): Instance | null {
  if (group === undefined) return null;
  let index = indexes.get(group.instances);
  if (index === undefined) {
    index = new Map(group.instances.map((instance) => [instance.id, instance]));
    indexes.set(group.instances, index);
  }
  return index.get(id) ?? null;
}
