import { Counter, Gauge, type Registry } from "prom-client";
import type { Instance } from "@/lib/contract";
import type { WatchedFleet } from "./fleet";

interface Row {
  readonly name: string;
  readonly help: string;
  /** Null: unknown, and then there is no line at all; a zero would be a lie. */
  readonly value: (instance: Instance) => number | null;
}

const rows: readonly Row[] = [
  {
    name: "tidemark_instance_up",
    help: "1 when the last poll reached the instance and could be read, 0 when it did not; absent before the first poll",
    value: (instance) => (instance.reachable ? 1 : wasAsked(instance) ? 0 : null),
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

const wasAsked = ({ unreachableReason, problem }: Instance): boolean =>
  unreachableReason !== null || problem !== null;

/** A version is whatever the other side says it is: no label of ours grows with it. */
const maxVersionLength = 40;

/** One line for each instance and known value. Gone instances leave no line behind. */
export function describeInstances(registry: Registry, fleet: WatchedFleet): void {
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
    help: "Role and version an instance had when it last spoke, empty where unknown; always 1",
    labelNames: ["group", "instance", "role", "version"],
    registers: [registry],
    collect() {
      this.reset();
      for (const group of fleet.groups())
        for (const { id, role, version } of group.instances)
          this.set(
            {
              group: group.id,
              instance: id,
              role: role ?? "",
              version: version?.slice(0, maxVersionLength) ?? "",
            },
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
        for (const { id, reachable } of group.instances) {
          const stats = fleet.members(group.id).get(id)?.slow?.stats ?? null;
          if (reachable && stats !== null) this.inc({ group: group.id, instance: id }, stats.fullSyncs);
        }
    },
  });

  new Gauge({
    name: "tidemark_finding",
    help: "1 for each open finding; the instance is empty where the finding is of the whole group",
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
