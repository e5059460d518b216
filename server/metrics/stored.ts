import { Counter, Gauge, type Registry } from "prom-client";
import type { Group } from "@/lib/contract";
import type { Store } from "@/server/ports";
import type { WatchedFleet } from "./fleet";

/** What the store is asked. */
export interface StoredFacts {
  readonly runs: Pick<Store["runs"], "counts">;
  readonly backups: Pick<Store["backups"], "list">;
}

/**
 * Runs and backups, as the store has them, so that a restart loses no count. A failing store leaves them out.
 * Everything is read before a series is touched: two scrapes at once would else add up to twice the count.
 */
export function describeStore(registry: Registry, fleet: WatchedFleet, store: StoredFacts): void {
  new Counter({
    name: "tidemark_runs_total",
    help: "Ended runs by action and outcome",
    labelNames: ["group", "action", "state"],
    registers: [registry],
    async collect() {
      const counts = await store.runs.counts().catch(() => []);
      const watched = new Set(fleet.groups().map(({ id }) => id));
      this.reset();
      for (const { group, action, state, count } of counts)
        if (state !== "running" && watched.has(group)) this.inc({ group, action, state }, count);
    },
  });

  new Gauge({
    name: "tidemark_backup_last_verified_timestamp_seconds",
    help: "When the newest verified backup of an instance ended, Unix seconds; absent where there is none",
    labelNames: ["group", "instance"],
    registers: [registry],
    async collect() {
      const groups = fleet.groups();
      const newest = await Promise.all(groups.map((group) => newestVerified(group, store)));
      this.reset();
      for (const rows of newest)
        for (const { group, instance, endedSeconds } of rows) this.set({ group, instance }, endedSeconds);
    },
  });
}

interface Verified {
  readonly group: string;
  readonly instance: string;
  readonly endedSeconds: number;
}

/**
 * One row for each member with a verified backup, and one for the group's newest even if its instance has left: the
 * backup has not. Those of all others that ever were would grow without end.
 */
async function newestVerified(group: Group, store: StoredFacts): Promise<Verified[]> {
  const backups = await store.backups.list({ group: group.id }).catch(() => []);
  const byInstance = new Map<string, Verified>();
  for (const { state, instance, endedAt } of backups) {
    if (state !== "verified" || endedAt === null) continue;
    const endedSeconds = Date.parse(endedAt) / 1000;
    const known = byInstance.get(instance);
    if (known === undefined || endedSeconds > known.endedSeconds)
      byInstance.set(instance, { group: group.id, instance, endedSeconds });
  }
  const rows = [...byInstance.values()].sort((a, b) => b.endedSeconds - a.endedSeconds);
  const members = new Set(group.instances.map(({ id }) => id));
  return rows.filter(({ instance }, rank) => rank === 0 || members.has(instance));
}
