import type { EventDraft, Instance } from "@/lib/contract";
import { midpointMs } from "@/lib/units";
import type { EventMemory } from "./event-memory";
import type { InstanceId } from "./member";
import type { Node } from "./node";

export type Tell = (
  type: EventDraft["type"],
  severity: EventDraft["severity"],
  instance: InstanceId | null,
  title: string,
  detail?: string,
) => void;

type NameOf = (id: InstanceId | null) => string;

const isCopying = (instance: Instance): boolean =>
  instance.link?.state === "syncing" ||
  instance.link?.state === "loading" ||
  instance.link?.state === "handshake";

/**
 * Tells a full copy when the replica is seen to begin one, or, where the copy was too quick for that, to be on a history that
 * does not continue its last one: only a full copy replaces a history without keeping the old id as the previous one
 * (readSyncBulkPayload against syncWithMaster's +CONTINUE, replication.c). The upstream counts the same copy (`sync_full`), and
 * its counters are read less often, so each is told once, by whichever is seen first. One that was under way at the first
 * look is not told.
 */
export function copySeen(instance: Instance, nameOf: NameOf, tell: Tell, memory: EventMemory): void {
  const known = memory.replids.has(instance.id) || memory.linkUp.has(instance.id);
  const wasCopying = memory.copying.has(instance.id);
  const copies = isCopying(instance);
  const replaced = historyReplaced(instance, memory);
  if (copies) memory.copying.add(instance.id);
  else memory.copying.delete(instance.id);
  if (wasCopying || (!copies && !replaced)) return;
  const count = instance.upstream === null ? undefined : memory.syncs.get(instance.upstream);
  const told = count !== undefined && count.fullAhead < 0;
  if (count !== undefined) count.fullAhead += 1;
  if (!known || told) return;
  const upstream = nameOf(instance.upstream);
  const title = copies
    ? `${instance.name} began a full copy from ${upstream}`
    : madeCopy(instance.name, upstream);
  tell("full-resync", "warning", instance.id, title);
}

const madeCopy = (replica: string, upstream: string): string =>
  `${replica} made a full copy from ${upstream}`;

/** Whether a replica counts in a history that does not continue the one it was on. Notes the present one. */
function historyReplaced({ id, replid, previousReplid, role, link }: Instance, memory: EventMemory): boolean {
  if (replid === null || (role === "replica" && link?.state !== "up")) return false;
  const before = memory.replids.get(id);
  memory.replids.set(id, replid);
  return role === "replica" && before !== undefined && before !== replid && previousReplid !== before;
}

/**
 * Tells the resyncs an upstream has counted since its counters were last read (INFO stats), and that were not seen begin. The
 * copies that Tidemark takes itself are counted there too, and are backups and no resyncs.
 */
export function countedResyncs(
  node: Node,
  followers: readonly InstanceId[],
  nameOf: NameOf,
  tell: Tell,
  memory: EventMemory,
): void {
  const slow = node.member.slow;
  if (node.live === null || slow === null || slow.stats === null) return;
  const readAtMs = midpointMs(slow.at);
  const { fullSyncs: full, partialSyncs: partial } = slow.stats;
  const last = memory.syncs.get(node.id);
  if (last !== undefined && readAtMs <= last.readAtMs) return;
  const asked = node.member.copiesAsked ?? 0;
  const current = { readAtMs, full, partial, fullAhead: 0, own: asked };
  memory.syncs.set(node.id, current);
  const returned = memory.returned.get(node.id) ?? [];
  memory.returned.delete(node.id);
  // Counters that fell are those of a new process: nothing can be told of it yet.
  if (last === undefined || full < last.full || partial < last.partial) return;
  const copies = full - last.full;
  const others = Math.max(0, copies - Math.max(0, last.fullAhead));
  // Asked for before they are counted: what is not counted yet is owed to the next reading.
  const own = Math.min(others, Math.max(0, asked - last.own));
  current.own = last.own + own;
  const unseen = others - own;
  current.fullAhead = -unseen;
  // A sync over two connections counts as one full and one partial (Valkey's dual channel).
  const twoChannels = slow.config?.get("dual-channel-replication-enabled") === "yes";
  const partials = Math.max(0, partial - last.partial - (twoChannels ? copies : 0));
  const upstream = nameOf(node.id);
  const only = followers.length === 1 ? followers[0] : undefined;
  const named = (n: number): InstanceId | undefined => (n === 1 ? (returned.shift() ?? only) : undefined);
  if (unseen > 0) {
    const replica = named(unseen);
    const title =
      replica === undefined
        ? `${upstream} served ${times(unseen, "full copy", "full copies")}`
        : madeCopy(nameOf(replica), upstream);
    tell("full-resync", "warning", replica ?? node.id, title);
  }
  if (partials > 0) {
    const replica = named(partials);
    const title =
      replica === undefined
        ? `${upstream} served ${times(partials, "partial resync", "partial resyncs")}`
        : `${nameOf(replica)} continued from ${upstream} (partial resync)`;
    tell("partial-resync", "info", replica ?? node.id, title);
  }
}

const times = (n: number, one: string, many: string): string => (n === 1 ? `a ${one}` : `${n} ${many}`);
