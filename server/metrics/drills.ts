import { Gauge, type Registry } from "prom-client";
import type { Backup } from "@/lib/contract";
import type { WatchedFleet } from "./fleet";
import type { StoredFacts } from "./stored";

type Drill = NonNullable<Backup["drill"]>;

/** What the newest drill of each group said, as the store has it; of a group without one there is no row. */
export function describeDrills(registry: Registry, fleet: WatchedFleet, store: StoredFacts): void {
  const read = async (): Promise<{ group: string; drill: Drill }[]> => {
    const rows = await Promise.all(
      fleet.groups().map(async ({ id: group }) => ({ group, drill: await newestDrill(group, store) })),
    );
    return rows.flatMap(({ group, drill }) => (drill === null ? [] : [{ group, drill }]));
  };
  let reading: ReturnType<typeof read> | null = null;
  /** Both families of a scrape are collected at once: the lists are read for both together. */
  const newest = (): ReturnType<typeof read> => {
    reading ??= read().finally(() => {
      reading = null;
    });
    return reading;
  };

  new Gauge({
    name: "tidemark_backup_drill_ok",
    help: "1 when the newest drill of a group's backups held, 0 when it did not; absent where there is none",
    labelNames: ["group"],
    registers: [registry],
    async collect() {
      const rows = await newest();
      this.reset();
      for (const { group, drill } of rows) this.set({ group }, drill.ok ? 1 : 0);
    },
  });

  new Gauge({
    name: "tidemark_backup_drill_seconds",
    help: "Recovery time: seconds from the start of the load until the server answered, in the newest drill; absent where that did not hold",
    labelNames: ["group"],
    registers: [registry],
    async collect() {
      const rows = await newest();
      this.reset();
      for (const { group, drill } of rows) if (drill.ok) this.set({ group }, drill.seconds);
    },
  });
}

async function newestDrill(group: string, store: StoredFacts): Promise<Drill | null> {
  const backups = await store.backups.list({ group }).catch(() => []);
  const drills = backups.flatMap(({ drill }) => (drill === null ? [] : [drill]));
  return drills.reduce<Drill | null>((best, one) => (best === null || one.at > best.at ? one : best), null);
}
