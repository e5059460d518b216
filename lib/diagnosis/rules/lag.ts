import type { Instance } from "@/lib/contract";
import { formatBytes, formatRate, formatSeconds } from "@/lib/format";
import { isAtLeast, versionOf } from "@/lib/info/version";
import { AT_RISK_SECONDS, recentRate } from "@/lib/lag/headroom";
import { type Context, type FindingDraft, followersNow, nameOf, type Rule, upstreamName } from "../context";

export const lagHigh: Rule = {
  code: "lag-high",
  severity: "warning",
  when: "a linked replica is surely farther behind than the warn threshold, in seconds or bytes, for 10 s; critical past the critical one",
  holdMs: () => 10_000,
  clearMs: 10_000,
  fires: (context) =>
    followersNow(context).flatMap(({ node, instance }) => {
      if (instance.link?.state !== "up") return [];
      const { warnSeconds, criticalSeconds, warnBytes } = context.thresholds;
      const { lagBytes, lagSeconds, lagSecondsError } = instance;
      const atLeast = context.lagAtLeastSeconds.get(node.id) ?? null;
      const surely = lagSeconds === null ? (atLeast ?? 0) : lagSeconds - (lagSecondsError ?? 0);
      const late = surely > warnSeconds;
      if (!late && (lagBytes ?? 0) <= warnBytes) return [];
      const limit = late
        ? formatSeconds(surely > criticalSeconds ? criticalSeconds : warnSeconds)
        : formatBytes(warnBytes);
      return {
        instance: node.id,
        severity: surely > criticalSeconds ? "critical" : "warning",
        title: `${instance.name} is lagging`,
        detail: `It has been more than ${limit} behind. Reads there return old data, and a failover to it would lose writes.`,
        evidence: { lagBytes, lagSeconds, lagSecondsError, atLeastSeconds: atLeast, warnSeconds, warnBytes },
        advice: `Look for slow commands on ${instance.name}, and at the network from ${upstreamName(context, node)}. Read from the primary meanwhile.`,
        action: null,
      };
    }),
};

const COVER_SECONDS = 60;
const MEBIBYTE = 1024 * 1024;

export const backlogAtRisk: Rule = {
  code: "backlog-at-risk",
  severity: "warning",
  when: "at the recent write rate a reconnect stays partial for less than 30 s: of an upstream's linked replicas for 10 s, of an unlinked one at once",
  holdMs: () => 10_000,
  clearMs: 30_000,
  fires: (context) => {
    const upstreams = new Map<string, Instance[]>();
    const drafts: FindingDraft[] = [];
    for (const { node, instance } of followersNow(context)) {
      const verdict = instance.resync?.verdict;
      if (node.upstream === null || verdict === undefined || verdict === "partial") continue;
      if (instance.link?.state === "up") {
        const known = upstreams.get(node.upstream);
        if (known === undefined) upstreams.set(node.upstream, [instance]);
        else known.push(instance);
      } else if (verdict === "at-risk") drafts.push(runningOut(context, instance, node.upstream));
    }
    for (const [upstream, replicas] of upstreams) drafts.push(tooShort(context, upstream, replicas));
    return drafts;
  },
};

function tooShort(context: Context, id: string, replicas: readonly Instance[]): FindingDraft {
  const upstream = context.instances.get(id);
  const sizeBytes = upstream?.backlog?.sizeBytes ?? null;
  const rate = recentRate(replicas) ?? writeRate(context, id);
  const worst = Math.max(0, ...replicas.map((replica) => replica.lagBytes ?? 0));
  const wanted = rate === null ? null : atLeast(rate * COVER_SECONDS + worst, sizeBytes ?? 0);
  const name = nameOf(context, id);
  return {
    instance: id,
    title: `The backlog of ${name} is short for this write rate`,
    detail: `${formatBytes(sizeBytes)} hold less than ${AT_RISK_SECONDS} s of writes. A replica that is away longer needs a full copy.`,
    evidence: { backlogSizeBytes: sizeBytes, writeBytesPerSecond: rate, replicas: replicas.length },
    advice:
      wanted === null
        ? `Raise repl-backlog-size on ${name}.`
        : `Set repl-backlog-size to ${formatBytes(wanted)} on ${name} to cover ${COVER_SECONDS} s at ${formatRate(rate)}.`,
    action: null,
  };
}

const runningOut = (context: Context, replica: Instance, upstream: string): FindingDraft => ({
  instance: replica.id,
  holdMs: 0,
  title: `${replica.name} will soon need a full copy`,
  detail: `What it lacks is about to leave the backlog of ${nameOf(context, upstream)}.`,
  evidence: {
    headroomBytes: replica.resync?.headroomBytes ?? null,
    headroomSeconds: replica.resync?.headroomSeconds ?? null,
    writeBytesPerSecond: recentRate([replica]) ?? writeRate(context, upstream),
  },
  advice: `Bring the link back now${keepsOnResize(context, upstream) ? `, or raise repl-backlog-size on ${nameOf(context, upstream)}: it grows without losing what it holds` : ". Do not resize the backlog meanwhile: before 7.0 that empties it"}.`,
  action: null,
});

/**
 * Before 7.0 a backlog of another size is a new, empty one; since then it is a list of blocks that only its end is cut from.
 * Source: replication.c, resizeReplicationBacklog, of 6.0 and 7.0.
 */
function keepsOnResize(context: Context, upstream: string): boolean {
  const instance = context.instances.get(upstream);
  const version = instance === undefined ? null : versionOf(instance);
  return version !== null && isAtLeast(version, 7, 0);
}

const writeRate = (context: Context, id: string): number | null => {
  const root = context.graph.roots.get(id) ?? null;
  return root === null ? null : (context.instances.get(root)?.writeBytesPerSecond ?? null);
};

/** The next power of two MiB that holds `bytes`, and more than there is now. */
function atLeast(bytes: number, now: number): number {
  let size = MEBIBYTE;
  while (size < bytes || size <= now) size *= 2;
  return size;
}

export const replicaWritable: Rule = {
  code: "replica-writable",
  severity: "warning",
  when: "a replica accepts writes of its own",
  holdMs: () => 0,
  clearMs: 0,
  fires: (context) =>
    followersNow(context).flatMap(({ node, live, instance }) =>
      live.view.following?.readOnly !== false
        ? []
        : {
            instance: node.id,
            title: `${instance.name} accepts writes, though it is a replica`,
            detail: "Writes made there reach nobody else, and the primary's overwrite them in silence.",
            evidence: { readOnly: false },
            advice: `Run CONFIG SET replica-read-only yes on ${instance.name}, then make a full copy if anything wrote there.`,
            action: null,
          },
    ),
};
