import { Counter, Gauge, type Registry } from "prom-client";
import type { Backup } from "@/lib/contract";
import type { Fleet, Store } from "@/server/ports";

/** Runs and backups, as the store has them, so that a restart loses no count. A failing store leaves them out. */
export function describeStore(registry: Registry, fleet: Fleet, store: Store): void {
  new Counter({
    name: "tidemark_runs_total",
    help: "Ended runs by action and outcome",
    labelNames: ["group", "action", "state"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { group, action, state, count } of await store.runs.counts().catch(() => []))
        if (state !== "running") this.inc({ group, action, state }, count);
    },
  });

  new Gauge({
    name: "tidemark_backup_last_verified_timestamp_seconds",
    help: "When the newest verified backup of an instance ended, Unix seconds; absent where there is none",
    labelNames: ["group", "instance"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const group of fleet.groups()) {
        const backups = await store.backups.list({ group: group.id }).catch((): Backup[] => []);
        // Newest first, so the last one set for an instance would be its oldest: go backwards.
        for (const { state, instance, endedAt } of backups.toReversed())
          if (state === "verified" && endedAt !== null)
            this.set({ group: group.id, instance }, Date.parse(endedAt) / 1000);
      }
    },
  });
}
