import type { Instance } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import type { Node } from "@/lib/group/node";
import type { BufferLimit } from "@/lib/info/buffer-limit";
import { versionOf } from "@/lib/info/version";
import { loads, rdbVersion } from "@/lib/plan/rdb-matrix";
import {
  atOnce,
  type Context,
  type FindingDraft,
  followersNow,
  nameOf,
  nodesOf,
  type Rule,
  upstreamName,
} from "../context";
import { bufferLimitOf, type Loop, loadsCopyOf, loopOf, productOf, settingOf } from "../facts";
import { relief } from "../relief";

export const fullSyncLoop: Rule = {
  code: "full-sync-loop",
  severity: "critical",
  when: "a replica was seen to begin three full copies within an hour, its upstream served as many, and the link never held for 15 s between them",
  holdMs: atOnce,
  clearMs: 0,
  fires: (context) =>
    followersNow(context).flatMap(({ node, instance }) => {
      const loop = loopOf(context, node);
      if (loop === null) return [];
      const upstream = upstreamName(context, node);
      return {
        instance: node.id,
        title: `${instance.name} copies ${upstream} over and over`,
        detail: `${upstream} has served ${loop.counted} full copies since the link last held. Each costs it a fork, and ${instance.name} never comes to serve what is current.`,
        evidence: {
          upstream,
          copiesBegun: loop.begun,
          copiesServed: loop.counted,
          bufferDisconnections: loop.dropped,
          mostWaitingBytes: loop.mostWaitingBytes,
          keys: instance.keys,
        },
        advice: adviseOn(context, node, instance, loop),
        action: null,
      };
    }),
};

/** It says so itself from Redis 7.4 and Valkey 8 on; before that, it was seen nearly full. */
const overflows = ({ dropped, mostWaitingBytes }: Loop, hardBytes: number): boolean =>
  (dropped ?? 0) > 0 || (mostWaitingBytes ?? 0) >= HALF_FULL * hardBytes;

/** It is looked at every 10 s, and fills and breaks off several times meanwhile: half of a limit is much by chance. */
const HALF_FULL = 0.5;

/** What ends the loop, by its cause where that can be proven. */
function adviseOn(context: Context, node: Node, instance: Instance, loop: Loop): string {
  const above = context.graph.nodes.get(node.upstream ?? "");
  const upstream = context.instances.get(node.upstream ?? "");
  const name = upstreamName(context, node);
  if (upstream !== undefined && loadsCopyOf(instance, upstream, node) === "no")
    return `${instance.name} cannot load what ${name} writes: upgrade it, or detach it.`;
  const limit = above === undefined ? null : bufferLimitOf(context, above);
  if (limit?.hardBytes != null && overflows(loop, limit.hardBytes))
    return `${name} drops it because what is written during the copy passes ${formatBytes(limit.hardBytes)}: raise the limit with ${raise(limit)}.`;
  const guess =
    limit?.hardBytes == null
      ? ""
      : ` If it finds the connection closed, raise client-output-buffer-limit on ${name}.`;
  return `Look at the log of ${instance.name}: its disk may be full, or the copy may not load.${guess}`;
}

export const rdbVersionSkew: Rule = {
  code: "rdb-version-skew",
  severity: "warning",
  when: "an upstream writes a data format that its replica cannot load; critical while the replica waits for a full copy that would empty it",
  holdMs: atOnce,
  clearMs: 15_000,
  fires: (context) =>
    followersNow(context).flatMap(({ node, instance }) => {
      const upstream = context.instances.get(node.upstream ?? "");
      if (upstream === undefined || loadsCopyOf(instance, upstream, node) !== "no") return [];
      const linked = instance.link?.state === "up";
      const empties = !keepsItsData(instance);
      const due = !linked && instance.resync?.verdict !== "partial" && instance.resync?.verdict !== "at-risk";
      const outcome = empties ? `leaves ${instance.name} empty` : "fails, again and again";
      return {
        instance: node.id,
        severity: due && empties ? "critical" : "warning",
        title: `${instance.name} cannot load a full copy of ${upstream.name}`,
        detail: `${upstream.name} is ${productOf(upstream)}, whose data format ${productOf(instance)} does not read. ${
          due ? "The full copy it is due" : "All is well until it needs a full copy, which"
        } ${outcome}.`,
        evidence: {
          upstreamVersion: upstream.version,
          version: instance.version,
          linked,
          reconnect: instance.resync?.verdict ?? null,
          keys: instance.keys,
        },
        advice: `${due && empties ? `Detach ${instance.name} to keep what it holds, and upgrade` : "Upgrade"} it to the version of ${upstream.name}.${relaxes(instance, upstream)}`,
        action: due && empties ? { action: "detach", instance: node.id } : null,
      };
    }),
};

/** Valkey 9 looks at the version before it drops what it holds; measured on 9.1 against every other. */
const keepsItsData = (instance: Instance): boolean => {
  const version = versionOf(instance);
  return version !== null && version.product === "valkey" && rdbVersion(version) === 80;
};

const relaxes = (instance: Instance, upstream: Instance): string =>
  loads(versionOf(instance), versionOf(upstream), true) === "yes"
    ? ` Until then, CONFIG SET rdb-version-check relaxed on ${instance.name} lets it try.`
    : "";

/** So much of the limit; at a steady pace there is then less left than has been. */
const NEAR = 0.7;

export const outputBufferNearLimit: Rule = {
  code: "output-buffer-near-limit",
  severity: "warning",
  when: "what waits in an upstream for a replica is over 70 % of the hard limit, or over the soft limit for half of its time",
  holdMs: atOnce,
  clearMs: 15_000,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      const bytes = node.live === null ? null : (node.member.slow?.replicaBuffers?.largestBytes ?? null);
      const limit = bufferLimitOf(context, node);
      if (bytes === null || limit === null) return [];
      const { hardBytes, soft } = limit;
      if (hardBytes !== null && bytes >= NEAR * hardBytes)
        return nearLimit(context, node, bytes, limit, hardBytes, null);
      if (soft !== null && bytes >= soft.bytes)
        return nearLimit(context, node, bytes, limit, soft.bytes, soft.seconds);
      return [];
    }),
};

/** @param softSeconds for how long `limitBytes` may be passed; null: not at all */
function nearLimit(
  context: Context,
  node: Node,
  bytes: number,
  limit: BufferLimit,
  limitBytes: number,
  softSeconds: number | null,
): FindingDraft {
  const name = nameOf(context, node.id);
  const [only, ...others] = context.graph.followers.get(node.id) ?? [];
  const whom = only !== undefined && others.length === 0 ? nameOf(context, only) : "one of its replicas";
  const most = formatBytes(limitBytes);
  const when = softSeconds === null ? `at ${most}` : `once it has been over ${most} for ${softSeconds} s`;
  return {
    instance: node.id,
    ...(softSeconds === null ? {} : { holdMs: 500 * softSeconds }),
    title: `${name} is about to drop ${whom}`,
    detail: `${formatBytes(bytes)} wait for ${whom}; ${when}, ${name} closes the connection. If they no longer fit its backlog by then, a full copy follows.`,
    evidence: {
      waitingBytes: bytes,
      limitBytes,
      softSeconds,
      readers: node.member.slow?.replicaBuffers?.count ?? null,
    },
    advice: `Look at the network to ${whom} and at slow commands there. To give it time, run ${raise(limit)} on ${name}, if it has the memory.`,
    action: relief(context, node),
  };
}

/** The command that doubles a limit. */
function raise({ hardBytes, soft }: BufferLimit): string {
  const hard = hardBytes === null ? 0 : 2 * hardBytes;
  const softer = soft === null ? "0 0" : `${2 * soft.bytes} ${soft.seconds}`;
  return `CONFIG SET client-output-buffer-limit "replica ${hard} ${softer}"`;
}

export const disklessLoadRisk: Rule = {
  code: "diskless-load-risk",
  severity: "warning",
  when: "a replica is set to drop its data before it has received the copy",
  holdMs: atOnce,
  clearMs: 15_000,
  fires: (context) =>
    followersNow(context).flatMap(({ node, instance }) => {
      const setting = settingOf(node, "repl-diskless-load");
      if (setting !== "flush-before-load") return [];
      return {
        instance: node.id,
        title: `${instance.name} would be empty after a copy that breaks off`,
        detail:
          "It drops its data set before a full copy has come, so a link lost in the middle leaves it without any keys.",
        evidence: { replDisklessLoad: setting },
        advice: `Run CONFIG SET repl-diskless-load disabled on ${instance.name}, or swapdb where its memory holds two data sets.`,
        action: null,
      };
    }),
};
