import type { BackupMethod, Instance } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import type { InstanceId } from "@/lib/group/member";
import { parseAddress } from "@/lib/info/address";
import { parseInfo } from "@/lib/info/parse";
import { versionOf } from "@/lib/info/version";
import { configOf, type PlanContext } from "../context";
import { rdbVersion } from "../rdb-matrix";

interface Obstacle {
  readonly stands: (context: PlanContext, source: Instance) => boolean;
  readonly why: (context: PlanContext, source: Instance) => string;
}

/** Why a data set could not come over the wire: the first that stands. */
const obstacles: readonly Obstacle[] = [
  {
    stands: (context, source) => context.backups?.denied.has(source.id) === true,
    why: (_, { name }) => `the backups' user may not copy the data set of ${name} (+psync +replconf)`,
  },
  {
    stands: (_, source) => {
      const version = versionOf(source);
      return version === null || rdbVersion(version) === null;
    },
    why: (_, { name, version }) =>
      `${name} runs ${version ?? "a version that is not known"}, whose files Tidemark cannot walk yet`,
  },
  {
    stands: (_, { role, link }) => role === "replica" && link?.state !== "up",
    why: (_, { name }) => `${name} has no link to its upstream, and gives no copy without one`,
  },
  {
    stands: (context, source) => lacksRoom(context, source),
    why: (context, source) =>
      `the disk of data-dir has room for ${formatBytes(context.backups?.roomBytes ?? null)}, and ${source.name} holds up to ${formatBytes(dataBytesOf(context, source))}`,
  },
];

/** Why the data set of `source` cannot come over the wire, without a full stop; null: it can, as far as is known. */
export function whyNotByWire(context: PlanContext, source: Instance): string | null {
  return obstacles.find(({ stands }) => stands(context, source))?.why(context, source) ?? null;
}

/** Over the wire wherever that can be: only what Tidemark has read is verified. */
export const wayFor = (context: PlanContext, source: Instance): BackupMethod =>
  whyNotByWire(context, source) === null ? "wire" : "bgsave";

/** An RDB is smaller than the data set in memory, mostly by far; null: not known. */
export function dataBytesOf(context: PlanContext, { id }: Instance): number | null {
  const memory = context.members.get(id)?.slow?.memory ?? null;
  return memory === null ? null : (memory.dataBytes ?? memory.usedBytes);
}

function lacksRoom(context: PlanContext, source: Instance): boolean {
  const [room, data] = [context.backups?.roomBytes ?? null, dataBytesOf(context, source)];
  return room !== null && data !== null && data > room;
}

/**
 * Whether the source writes a dump on its own disk: for BGSAVE, and for a replica where it is not set to send straight from
 * memory. Only then can a failed save be held against it. Null: its settings are not known.
 */
export function writesOnItsDisk(context: PlanContext, source: Instance, way: BackupMethod): boolean | null {
  if (way === "bgsave") return true;
  const config = configOf(context, source.id);
  return config === null ? null : config.get("repl-diskless-sync") !== "yes";
}

/** The host an instance is reached at. */
export function hostOf(id: InstanceId): string {
  const parsed = parseAddress(id);
  return parsed.ok ? parsed.value.host : id;
}

/** Others of the group on the same host that have a forked child now. */
export const forkingBeside = (context: PlanContext, source: Instance): Instance[] =>
  context.group.instances.filter((one) => {
    if (one.id === source.id || hostOf(one.id) !== hostOf(source.id)) return false;
    const persistence = context.members.get(one.id)?.slow?.persistence ?? null;
    return persistence?.saving === true || persistence?.aofRewriting === true;
  });

/** What the host's memory has left, and what the fork could take of it at worst: every page written anew. Null: not known. */
export function forkRoom(
  context: PlanContext,
  source: Instance,
): { readonly leftBytes: number; readonly needBytes: number } | null {
  const total = memoryField(context, source.id, "total_system_memory");
  const need = memoryField(context, source.id, "used_memory_rss");
  if (total === null || need === null) return null;
  const here = context.group.instances.filter(({ id }) => hostOf(id) === hostOf(source.id));
  const used = here.reduce((sum, { id }) => sum + (memoryField(context, id, "used_memory_rss") ?? 0), 0);
  return { leftBytes: Math.max(0, total - used), needBytes: need };
}

/** Whether its host could run out of memory by the fork. */
export function isTight(context: PlanContext, source: Instance): boolean {
  const room = forkRoom(context, source);
  return room !== null && room.needBytes > room.leftBytes;
}

function memoryField(context: PlanContext, id: InstanceId, name: string): number | null {
  const fields = parseInfo(context.members.get(id)?.slow?.text ?? "");
  const text = fields.ok ? fields.value.get(name) : undefined;
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
