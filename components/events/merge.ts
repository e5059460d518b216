import type { Event, EventType } from "@/lib/contract";

export interface EventFilter {
  readonly group: string | null;
  readonly type: EventType | null;
}

const fits = (event: Event, { group, type }: EventFilter): boolean =>
  (group === null || event.group === group) && (type === null || event.type === type);

/** Newest first; of one moment the later id first, since ids rise. */
const newestFirst = (a: Event, b: Event): number =>
  a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1;

/**
 * One list of the fetched pages and of what was pushed since: each event once, newest first. Pushed events older than the
 * oldest fetched one are left out while there is more to fetch, so that the list has no hole.
 */
export function mergeEvents(
  fetched: readonly Event[],
  pushed: readonly Event[],
  filter: EventFilter,
  complete: boolean,
): Event[] {
  const oldest = fetched.at(-1)?.at ?? null;
  const known = new Set(fetched.map((event) => event.id));
  const fresh = pushed.filter(
    (event) =>
      !known.has(event.id) && fits(event, filter) && (complete || (oldest !== null && event.at >= oldest)),
  );
  return [...fetched, ...fresh].sort(newestFirst);
}
