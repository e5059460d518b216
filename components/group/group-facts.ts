import type { Group, Instance } from "@/lib/contract";
import { formatRate } from "@/lib/format";

const modes: Record<Group["mode"], string> = {
  replication: "no Sentinel",
  sentinel: "Sentinel in charge",
  cluster: "Cluster",
};

const products: Record<Instance["product"], string> = { redis: "Redis", valkey: "Valkey", other: "Version" };

/** The short facts beside a group's name: size, versions, who manages it, what is written. */
export function groupFacts(group: Group | null): string[] {
  if (group === null) return [];
  const { instances, mode } = group;
  const primary = instances.find(({ id }) => id === group.primary);
  const versions = versionsOf(instances);
  return [
    `${instances.length} ${instances.length === 1 ? "instance" : "instances"}`,
    ...(versions === "" ? [] : [versions]),
    mode === "replication" && group.sentinel !== null ? "no Sentinel connected" : modes[mode],
    `writes ${formatRate(primary?.writeBytesPerSecond ?? null)}`,
  ];
}

/** `Redis 7.0.15`; of a mixed group each version once, the newest first. */
function versionsOf(instances: readonly Instance[]): string {
  const found = new Set(
    instances.flatMap(({ product, version }) =>
      version === null ? [] : [`${products[product]} ${version}`],
    ),
  );
  return [...found].sort((a, b) => b.localeCompare(a, "en", { numeric: true })).join(", ");
}
