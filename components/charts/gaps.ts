import type { GroupSeries } from "@/components/live/store";
import type { Event } from "@/lib/contract";
import type { InstanceState } from "@/lib/topology/state";

/** A stretch without samples, from the last one before it to the first one after it. Unix milliseconds. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  /** Whose samples are missing; null: everybody's. */
  readonly instance: string | null;
  /** What that instance was meanwhile, as far as it is known. */
  readonly state: InstanceState;
}

/** A silence shorter than this is a late sample. Milliseconds. */
const LEAST_MS = 2500;

/** Whether an instance that answers has a lag at all: a primary has none, and that is no gap. */
const ANSWERS: readonly InstanceState[] = ["online", "lagging"];

/**
 * Stretches in which none of `ids` has a value, then those of single `lines` that are not part of one.
 * Rows of the past do not say who was primary; `events` do, by changes of role within a stretch.
 */
export function gapsOf(
  series: GroupSeries,
  ids: readonly string[],
  lines: readonly string[] = ids,
  events: readonly Event[] = [],
): Gap[] {
  const columnOf = (id: string) => ({
    id,
    values: series.byInstance[id]?.lagBytes ?? [],
    state: series.byInstance[id]?.state ?? [],
  });
  const all = ids.map(columnOf);
  const everybody = silences(series.t, (i) =>
    all.every(({ values, state }) => (values[i] ?? null) === null && (state[i] ?? "unknown") === "unknown"),
  );
  const single = lines.map(columnOf).flatMap(({ id, values, state }) => {
    const known = values.findIndex((value) => value !== null);
    return silences(
      series.t,
      (i) =>
        i > known && known >= 0 && (values[i] ?? null) === null && !ANSWERS.includes(state[i] ?? "unknown"),
    )
      .filter((gap) => !changedRole(events, id, gap))
      .filter((gap) => !everybody.some((other) => other.fromMs <= gap.fromMs && gap.toMs <= other.toMs))
      .map((gap): Gap => ({ ...gap, instance: id, state: stateWithin(series, id, gap) }));
  });
  return [...everybody.map((gap): Gap => ({ ...gap, instance: null, state: "unknown" })), ...single];
}

/** A change of role is noticed up to this much beside the samples that show it. Milliseconds. */
const NEAR_MS = 3000;

const changedRole = (
  events: readonly Event[],
  id: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
) =>
  events.some(
    ({ type, instance, at }) =>
      type === "role-changed" &&
      instance === id &&
      Date.parse(at) >= fromMs - NEAR_MS &&
      Date.parse(at) <= toMs + NEAR_MS,
  );

/** Runs of rows for which `silent` holds, between their neighbours. A run that opens the series has no beginning and is left out. */
function silences(t: readonly number[], silent: (i: number) => boolean): { fromMs: number; toMs: number }[] {
  const found: { fromMs: number; toMs: number }[] = [];
  let before: number | null = null;
  let open = false;
  t.forEach((at, i) => {
    if (silent(i)) {
      open = before !== null;
      return;
    }
    if (open && before !== null) found.push({ fromMs: before, toMs: at });
    open = false;
    before = at;
  });
  const last = t.at(-1);
  if (open && before !== null && last !== undefined) found.push({ fromMs: before, toMs: last });
  return found.filter(({ fromMs, toMs }) => toMs - fromMs >= LEAST_MS);
}

/** The last state before the silence ended: what began it may have been noticed late. */
function stateWithin(
  { t, byInstance }: GroupSeries,
  id: string,
  gap: { fromMs: number; toMs: number },
): InstanceState {
  const row = t.findLastIndex((at) => at > gap.fromMs && at < gap.toMs);
  return byInstance[id]?.state[row] ?? "unknown";
}

const words: Partial<Record<InstanceState, string>> = {
  unreachable: "unreachable",
  unreadable: "unreadable",
  syncing: "copying",
  loading: "loading",
};

/** Why there is no data: `no data`, `eu-2 unreachable`. `nameOf` turns an id into a name. */
export const causeOf = ({ instance, state }: Gap, nameOf: (id: string) => string): string =>
  instance === null ? "no data" : `${nameOf(instance)} ${words[state] ?? "no data"}`;
