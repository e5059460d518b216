import type { Event, EventType } from "@/lib/contract";

export type MarkKind = "failover" | "full" | "down" | "partial";

/** What happened at one place of the time axis: one event, or several that would cover each other. */
export interface Mark {
  readonly atMs: number;
  readonly kind: MarkKind;
  /** How many of the events are of that kind. */
  readonly ofKind: number;
  /** Oldest first. */
  readonly events: readonly Event[];
}

/** In the order of weight: of several at one place, the first names the mark. */
const kinds: readonly { kind: MarkKind; types: readonly EventType[] }[] = [
  { kind: "failover", types: ["failover", "role-changed"] },
  { kind: "full", types: ["full-resync"] },
  { kind: "down", types: ["link-down", "instance-down"] },
  { kind: "partial", types: ["partial-resync"] },
];

const weightOf = (type: EventType): number => kinds.findIndex(({ types }) => types.includes(type));

/** Marks of the events between `fromMs` and `toMs`; those nearer than `nearMs` become one. */
export function marksOf(events: readonly Event[], fromMs: number, toMs: number, nearMs: number): Mark[] {
  const shown = events
    .map((event) => ({ event, atMs: Date.parse(event.at), weight: weightOf(event.type) }))
    .filter(({ atMs, weight }) => weight >= 0 && atMs >= fromMs && atMs <= toMs)
    .sort((a, b) => a.atMs - b.atMs);
  return clustersOf(shown, nearMs).flatMap((cluster) => {
    const heaviest = cluster.reduce((a, b) => (b.weight < a.weight ? b : a));
    const kind = kinds[heaviest.weight]?.kind;
    if (kind === undefined) return [];
    const ofKind = cluster.filter(({ weight }) => weight === heaviest.weight).length;
    return [{ atMs: heaviest.atMs, kind, ofKind, events: cluster.map(({ event }) => event) }];
  });
}

/** Those nearer than `nearMs` to the first of them together. They come in the order of time. */
export function clustersOf<T extends { readonly atMs: number }>(sorted: readonly T[], nearMs: number): T[][] {
  const clusters: T[][] = [];
  for (const one of sorted) {
    const cluster = clusters.at(-1);
    const first = cluster?.[0];
    if (cluster && first && one.atMs - first.atMs < nearMs) cluster.push(one);
    else clusters.push([one]);
  }
  return clusters;
}
