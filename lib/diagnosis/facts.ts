import type { Instance } from "@/lib/contract";
import { LOOP_COPIES } from "@/lib/group/link-story";
import type { Node } from "@/lib/group/node";
import { type BufferLimit, enforced, replicaBufferLimit } from "@/lib/info/buffer-limit";
import { readCount } from "@/lib/info/number";
import { isAtLeast, versionOf } from "@/lib/info/version";
import { type Loads, loads } from "@/lib/plan/rdb-matrix";
import type { Context } from "./context";

/** A setting of an instance that answers; null where it is not known. */
export const settingOf = (node: Node | undefined, name: string): string | null =>
  node?.live == null ? null : (node.member.slow?.config?.get(name) ?? null);

export const countSetting = (node: Node | undefined, name: string): number | null =>
  readCount(settingOf(node, name) ?? undefined);

export interface Loop {
  /** Full copies the replica was seen to begin since its link last held; of many, the last few. */
  readonly begun: number;
  /** How many its upstream has served since, to anybody. */
  readonly counted: number;
  /** Clients it has dropped since for a full buffer; null where it does not count them. */
  readonly dropped: number | null;
  /** The most that was seen to wait in the upstream since. */
  readonly mostWaitingBytes: number | null;
}

/** The loop of full copies a replica is in, as both ends tell it: it began several, and its upstream served as many. */
export function loopOf(context: Context, node: Node): Loop | null {
  const story = context.stories.get(node.id);
  const now = statsOf(context, node);
  if (story === undefined || now === null || story.before === null) return null;
  const begun = story.begunMs.length;
  const counted = now.fullSyncs - story.before.fullSyncs;
  if (node.live === null || begun < LOOP_COPIES || counted < LOOP_COPIES) return null;
  const dropped = grown(now.bufferDisconnections, story.before.bufferDisconnections);
  return { begun, counted, dropped, mostWaitingBytes: story.mostWaitingBytes };
}

/**
 * More than Tidemark itself causes with a new connection whose user lacks rights, each of which it finds out once; a replica
 * that is refused comes back every second, and without any login, from 7.0 to Valkey 8.1, thousands of times.
 */
const MANY_REFUSALS = 5;

/**
 * The replies NOAUTH, WRONGPASS and NOPERM of an upstream since the link of a replica last held, where the link is not up
 * and the upstream neither lists the replica nor has served a copy since; null where it is otherwise, or nobody counts.
 */
export function refusalsOf(context: Context, node: Node): number | null {
  const now = statsOf(context, node);
  const before = context.stories.get(node.id)?.before ?? null;
  const upstream = context.graph.nodes.get(node.upstream ?? "")?.live ?? null;
  if (now === null || before === null || upstream === null) return null;
  if (node.live?.view.following?.linkUp !== false || node.listed !== null) return null;
  if (now.fullSyncs !== before.fullSyncs) return null;
  const refusals = grown(now.loginErrors, before.loginErrors);
  return refusals !== null && refusals >= MANY_REFUSALS ? refusals : null;
}

/** Whether a replica's link and copies are told of in other words: by the cause that keeps both from lasting. */
export const isExplained = (context: Context, node: Node): boolean =>
  loopOf(context, node) !== null || refusalsOf(context, node) !== null;

/** What `replica-serve-stale-data` says: whether reads are answered without a link; null: it is not known. */
export function servesStaleData(node: Node): boolean | null {
  const setting = settingOf(node, "replica-serve-stale-data");
  return setting === null ? null : setting === "yes";
}

/** What reads of a replica without a link give, as a sentence after others; empty where it is not known. */
export function whatReadsGive(node: Node, { keys, link }: Instance): string {
  const serves = servesStaleData(node);
  if (serves === false) return " It refuses reads with MASTERDOWN.";
  if (link?.downSeconds === null && keys === 0)
    return " It has had no link since it became a replica, and holds no keys.";
  return serves === null ? "" : " Reads there return old data.";
}

const statsOf = (context: Context, node: Node) =>
  context.graph.nodes.get(node.upstream ?? "")?.member.slow?.stats ?? null;

const grown = (now: number | null, before: number | null): number | null =>
  now === null || before === null || now < before ? null : now - before;

/** Whether a replica could load what its upstream writes, by the versions of both and the replica's rdb-version-check. */
export function loadsCopyOf(replica: Instance, upstream: Instance, node: Node): Loads {
  const relaxed = settingOf(node, "rdb-version-check") === "relaxed";
  return loads(versionOf(replica), versionOf(upstream), relaxed);
}

/** The limit an upstream puts on what waits for a replica, as it enforces it; null where it is not known. */
export function bufferLimitOf(context: Context, node: Node): BufferLimit | null {
  const instance = context.instances.get(node.id);
  const limit = replicaBufferLimit(settingOf(node, "client-output-buffer-limit") ?? undefined);
  const version = instance === undefined ? null : versionOf(instance);
  if (limit === null || version === null) return null;
  return isAtLeast(version, 7, 0) ? enforced(limit, node.live?.view.backlog.sizeBytes ?? null) : limit;
}

/** `Redis 7.0.15`. */
export function productOf({ product, version }: Instance): string {
  const name = product === "valkey" ? "Valkey" : product === "redis" ? "Redis" : "version";
  return `${name} ${version ?? "of no known version"}`;
}
