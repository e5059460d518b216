import { Counter, Gauge, type Registry } from "prom-client";
import type { Instance } from "@/lib/contract";
import type { Fleet } from "@/server/ports";

interface Row {
  readonly name: string;
  readonly help: string;
  /** Null: unknown, and then there is no line at all; a zero would be a lie. */
  readonly value: (instance: Instance) => number | null;
}

const rows: readonly Row[] = [
  {
    name: "tidemark_instance_up",
    help: "1 when the last poll reached the instance",
    value: (instance) => (instance.reachable ? 1 : 0),
  },
  {
    name: "tidemark_link_up",
    help: "1 when a replica's link to its upstream is up; absent on primaries",
    value: ({ link }) => (link === null ? null : link.state === "up" ? 1 : 0),
  },
  {
    name: "tidemark_replication_offset_bytes",
    help: "Position in the replication stream",
    value: (instance) => (instance.reachable ? instance.offset : null),
  },
  {
    name: "tidemark_replication_lag_bytes",
    help: "Bytes behind the group's primary, both at one instant",
    value: (instance) => instance.lagBytes,
  },
  {
    name: "tidemark_replication_lag_seconds",
    help: "Seconds behind the group's primary, an estimate",
    value: (instance) => instance.lagSeconds,
  },
  {
    name: "tidemark_backlog_headroom_seconds",
    help: "How long a reconnect would still be a partial resync",
    value: (instance) => instance.resync?.headroomSeconds ?? null,
  },
];

/** One line for each instance and known value. Gone instances leave no line behind. */
export function describeInstances(registry: Registry, fleet: Fleet): void {
  for (const row of rows)
    new Gauge({
      name: row.name,
      help: row.help,
      labelNames: ["group", "instance"],
      registers: [registry],
      collect() {
        this.reset();
        for (const group of fleet.groups())
          for (const instance of group.instances) {
            const value = row.value(instance);
            if (value !== null) this.set({ group: group.id, instance: instance.id }, value);
          }
      },
    });

  new Gauge({
    name: "tidemark_instance_info",
    help: "Role and version of an instance; always 1",
    labelNames: ["group", "instance", "role", "version"],
    registers: [registry],
    collect() {
      this.reset();
      for (const group of fleet.groups())
        for (const { id, role, version } of group.instances)
          this.set(
            { group: group.id, instance: id, role: role ?? "unknown", version: version ?? "unknown" },
            1,
          );
    },
  });

  new Counter({
    name: "tidemark_full_resyncs_total",
    help: "Full copies this instance has served since it started (sync_full)",
    labelNames: ["group", "instance"],
    registers: [registry],
    collect() {
      this.reset();
      for (const group of fleet.groups())
        for (const [instance, { slow }] of fleet.members(group.id))
          if (slow?.stats) this.inc({ group: group.id, instance }, slow.stats.fullSyncs);
    },
  });

  new Gauge({
    name: "tidemark_finding",
    help: "1 for each open finding",
    labelNames: ["group", "instance", "code", "severity"],
    registers: [registry],
    collect() {
      this.reset();
      for (const group of fleet.groups())
        for (const { instance, code, severity } of group.findings)
          this.set({ group: group.id, instance: instance ?? "", code, severity }, 1);
    },
  });
}
