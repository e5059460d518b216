import type { Backup, Event, EventType } from "@/lib/contract";

/** `backup` is a verified one, `backup-lost` one that failed or is damaged. */
export type MarkKind = "failover" | "full" | "down" | "partial" | "backup" | "backup-saved" | "backup-lost";

/** What happened at one place of the time axis: one event, or several that would cover each other. */
export interface Mark {
  readonly atMs: number;
  readonly kind: MarkKind;
  /** How many of the events are of that kind. */
  readonly ofKind: number;
  /** Oldest first. */
  readonly events: readonly Event[];
  /** The backup it leads to, where it tells of nothing but backups: the weightiest of them. Null: none, or it is struck from the list. */
  readonly backup: { readonly id: string; readonly group: string } | null;
}

/** In the order of weight: of several at one place, the first names the mark. */
const weights: readonly MarkKind[] = [
  "failover",
  "full",
  "down",
  "partial",
  "backup-lost",
  "backup",
  "backup-saved",
];

const kinds: Partial<Record<EventType, MarkKind>> = {
  failover: "failover",
  "role-changed": "failover",
  "full-resync": "full",
  "link-down": "down",
  "instance-down": "down",
  "partial-resync": "partial",
};

/** As the backup stands by now: one that was verified may be damaged. Of one that is struck from the list only the event is left. */
function kindOf(event: Event, backup: Backup | null): MarkKind | null {
  if (event.type !== "backup-ended") return kinds[event.type] ?? null;
  if (backup === null) return event.severity === "info" ? "backup" : "backup-lost";
  if (backup.state === "saved") return "backup-saved";
  return backup.state === "verified" ? "backup" : "backup-lost";
}

/**
 * Marks of the events between `fromMs` and `toMs`; those nearer than `nearMs` become one.
 * @param backups the group's list, in which the backup of an event is found by its run
 */
export function marksOf(
  events: readonly Event[],
  fromMs: number,
  toMs: number,
  nearMs: number,
  backups: readonly Backup[] = [],
): Mark[] {
  const byRun = new Map(backups.map((backup) => [backup.run, backup]));
  const shown = events
    .flatMap((event) => {
      const backup = event.run === null ? null : (byRun.get(event.run) ?? null);
      const kind = kindOf(event, backup);
      return kind === null
        ? []
        : [{ event, atMs: Date.parse(event.at), kind, backup, weight: weights.indexOf(kind) }];
    })
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .sort((a, b) => a.atMs - b.atMs);
  const clusters: (typeof shown)[] = [];
  for (const one of shown) {
    const cluster = clusters.at(-1);
    const first = cluster?.[0];
    if (cluster && first && one.atMs - first.atMs < nearMs) cluster.push(one);
    else clusters.push([one]);
  }
  return clusters.map((cluster) => {
    const heaviest = cluster.reduce((a, b) => (b.weight < a.weight ? b : a));
    const ofKind = cluster.filter(({ weight }) => weight === heaviest.weight).length;
    const alone = cluster.every(({ event }) => event.type === "backup-ended");
    const backup = alone ? heaviest.backup : null;
    return {
      atMs: heaviest.atMs,
      kind: heaviest.kind,
      ofKind,
      events: cluster.map(({ event }) => event),
      backup: backup === null ? null : { id: backup.id, group: backup.group },
    };
  });
}
