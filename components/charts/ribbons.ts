import type { GroupSeries } from "@/components/live/store";
import type { Event } from "@/lib/contract";
import type { InstanceState } from "@/lib/topology/state";

/** One instance's state over a stretch of time; `gap`: no samples. Unix milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: InstanceState | "gap";
}

/** Stretches of equal state of instance `id` from `fromMs` on. Rows of the past know lag alone: events tell the rest. */
export function ribbonOf(
  series: GroupSeries,
  events: readonly Event[],
  id: string,
  fromMs: number,
): Stretch[] {
  const columns = series.byInstance[id];
  if (columns === undefined) return [];
  const outages = outagesOf(events, id, columns.state.at(-1));
  const stretches: { fromMs: number; toMs: number; state: Stretch["state"] }[] = [];
  series.t.forEach((t, i) => {
    if (t < fromMs) return;
    const seen = columns.state[i] ?? "unknown";
    const empty = (columns.lagBytes[i] ?? null) === null && seen === "unknown";
    const told = outages.find((outage) => t >= outage.fromMs && t < outage.toMs)?.state;
    const coarse = empty || seen === "online" || seen === "lagging";
    const state = (coarse ? told : undefined) ?? (empty ? "gap" : seen);
    const last = stretches.at(-1);
    if (last !== undefined) last.toMs = t;
    if (last?.state !== state) stretches.push({ fromMs: t, toMs: t, state });
  });
  return stretches;
}

const begins: Partial<Record<Event["type"], InstanceState>> = {
  "link-down": "link-down",
  "instance-down": "unreachable",
  "full-resync": "syncing",
};
const ends: readonly Event["type"][] = ["link-up", "instance-up", "partial-resync", "role-changed"];

/**
 * What events say about `id`: each state lasts until the next event that begins or ends one.
 * The last one lasts until now only where the newest row, whose state is `now`, agrees.
 */
function outagesOf(events: readonly Event[], id: string, now: InstanceState | undefined): Stretch[] {
  const own = events
    .filter(
      (event) => event.instance === id && (begins[event.type] !== undefined || ends.includes(event.type)),
    )
    .map((event) => ({ at: Date.parse(event.at), state: begins[event.type] }))
    .sort((a, b) => a.at - b.at);
  return own.flatMap(({ at, state }, i) => {
    const next = own[i + 1]?.at ?? (state === now ? Number.POSITIVE_INFINITY : undefined);
    return state === undefined || next === undefined ? [] : [{ fromMs: at, toMs: next, state }];
  });
}
