import type { Event } from "@/lib/contract";

/** What of the timeline is asked for; null: everything passes. */
export interface EventFilter {
  readonly group: string | null;
  /** Types, separated by commas. */
  readonly type: string | null;
  readonly severity: string | null;
  readonly run: string | null;
  /** Words in title, detail or instance, in whatever case. */
  readonly words: string | null;
  /** Unix milliseconds; the end is not part of it. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export const everything: EventFilter = {
  group: null,
  type: null,
  severity: null,
  run: null,
  words: null,
  fromMs: null,
  toMs: null,
};

/** As the server has it (`GET /api/events`): what was pushed must pass the same. */
function fits(event: Event, { group, type, severity, run, words, fromMs, toMs }: EventFilter): boolean {
  const atMs = Date.parse(event.at);
  return (
    (group === null || event.group === group) &&
    (type === null || type.split(",").includes(event.type)) &&
    (severity === null || event.severity === severity) &&
    (run === null || event.run === run) &&
    (words === null || said(event).includes(words.toLowerCase())) &&
    (fromMs === null || atMs >= fromMs) &&
    (toMs === null || atMs < toMs)
  );
}

const said = ({ title, detail, instance }: Event): string =>
  [title, detail, instance ?? ""].join("\n").toLowerCase();

/** The filter as the query of `GET /api/events`. */
export function filterQuery(filter: EventFilter): URLSearchParams {
  const query = new URLSearchParams();
  const put = (name: string, value: string | number | null): void => {
    if (value !== null) query.set(name, String(value));
  };
  put("group", filter.group);
  put("type", filter.type);
  put("severity", filter.severity);
  put("run", filter.run);
  put("q", filter.words);
  put("from", filter.fromMs);
  put("to", filter.toMs);
  return query;
}

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
