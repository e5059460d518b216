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

/** The replies NOAUTH, WRONGPASS and NOPERM of the upstream since the link last held; null where that is not known. */
export function loginErrorsSince(context: Context, node: Node): number | null {
  const before = context.stories.get(node.id)?.before ?? null;
  return grown(statsOf(context, node)?.loginErrors ?? null, before?.loginErrors ?? null);
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
