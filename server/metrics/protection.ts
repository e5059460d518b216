import { Gauge, type Registry } from "prom-client";
import type { Protection } from "@/lib/contract";
import type { WatchedFleet } from "./fleet";

interface Row {
  readonly name: string;
  readonly help: string;
  /** Null: unknown, and then there is no line at all. */
  readonly value: (protection: Protection) => number | null;
}

const rows: readonly Row[] = [
  {
    name: "tidemark_backup_unprotected_bytes",
    help: "What the primary was given since the place that the newest verified backup holds; absent where that cannot be told",
    value: ({ bytes }) => bytes,
  },
  {
    name: "tidemark_backup_unprotected_seconds",
    help: "How long ago the newest verified backup of the group ended; absent where there is none",
    value: ({ seconds }) => seconds,
  },
];

/** How much of each group is in no verified backup: the figures that its page shows. */
export function describeProtection(registry: Registry, fleet: WatchedFleet): void {
  for (const row of rows)
    new Gauge({
      name: row.name,
      help: row.help,
      labelNames: ["group"],
      registers: [registry],
      collect() {
        this.reset();
        for (const { id, protection } of fleet.groups()) {
          const value = protection === null ? null : row.value(protection);
          if (value !== null) this.set({ group: id }, value);
        }
      },
    });
}
