import type { Group } from "@/lib/contract";

/** The worst figures among some instances. Flat; null: known of none of them. */
export interface Worst {
  readonly lagBytes: number | null;
  readonly lagSeconds: number | null;
  readonly lastAckSeconds: number | null;
  readonly headroomSeconds: number | null;
}

const highest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
};

const lowest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/** The largest lag and the smallest headroom among `members` of `group`. */
export function worstOf(group: Group | null, members: readonly string[]): Worst {
  const wanted = new Set(members);
  const list = (group?.instances ?? []).filter((instance) => wanted.has(instance.id));
  return {
    lagBytes: highest(list.map((each) => each.lagBytes)),
    lagSeconds: highest(list.map((each) => each.lagSeconds)),
    lastAckSeconds: highest(list.map((each) => each.link?.lastAckSeconds ?? null)),
    headroomSeconds: lowest(list.map((each) => each.resync?.headroomSeconds ?? null)),
  };
}
