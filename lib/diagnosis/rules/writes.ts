import { formatBytes, formatPercent } from "@/lib/format";
import type { Node } from "@/lib/group/node";
import type { SlowFacts } from "@/lib/info/view";
import { atOnce, BLINK_MS, type Context, type FindingDraft, nameOf, type Rule } from "../context";
import { counted } from "../words";

/** Primaries that answer, with their slow facts. */
function primariesNow(context: Context): { node: Node; live: NonNullable<Node["live"]>; slow: SlowFacts }[] {
  const rows = [];
  for (const node of context.graph.nodes.values()) {
    const { live, member } = node;
    if (live !== null && live.view.role === "primary" && member.slow !== null)
      rows.push({ node, live, slow: member.slow });
  }
  return rows;
}

/** More replicas than any group has: not a demand that can be met but a fence that somebody put up to stop writes. */
const FENCE = 1000;
/** A switchover that fences has ended by then, and the settings have been read again since. */
const FENCE_HOLD_MS = 20_000;
const FEW_REPLICAS_HOLD_MS = 5000;

export const writesRefused: Rule = {
  code: "writes-refused",
  severity: "critical",
  when: "a primary refuses writes: its last save or AOF write failed and it is told to stop then, or too few replicas keep up for min-replicas-to-write (that for 5 s, or 20 s where no group could meet it)",
  holdMs: atOnce,
  clearMs: BLINK_MS,
  fires: (context) =>
    primariesNow(context).flatMap(({ node, live, slow }) => {
      const name = nameOf(context, node.id);
      const refusal = failedSave(name, slow) ?? failedAof(name, slow) ?? fewReplicas(name, live.view, slow);
      return refusal === null ? [] : { instance: node.id, ...refusal };
    }),
};

type Refusal = Omit<FindingDraft, "instance">;

/** Source: server.c, writeCommandsDeniedByDiskError: all three must hold. PING is refused as well (processCommand). */
function failedSave(name: string, { persistence, config }: SlowFacts): Refusal | null {
  const stops = config?.get("stop-writes-on-bgsave-error") === "yes" && config.get("save") !== "";
  if (persistence === null || persistence.lastSaveOk || !stops) return null;
  return {
    title: `${name} refuses writes since a save failed`,
    detail:
      "Its last save to disk failed, and stop-writes-on-bgsave-error is on: writes get MISCONF, PING too, so no replica can link to it anew.",
    evidence: { cause: "MISCONF", lastSaveOk: false, save: config?.get("save") ?? null },
    advice: `Make room on the disk of ${name} and see its log, then run BGSAVE: writes go on once a save succeeds.`,
    action: null,
  };
}

/** Source: as above; the AOF's last write counts whatever the settings are. */
function failedAof(name: string, { persistence, limits }: SlowFacts): Refusal | null {
  if (persistence?.aof !== true || limits.aofWriteOk !== false) return null;
  return {
    title: `${name} refuses writes since its AOF cannot be written`,
    detail: "Its last write to the append-only file failed: writes get MISCONF until one succeeds.",
    evidence: { cause: "MISCONF", aofWriteOk: false },
    advice: `Make room on the disk of ${name} and see its log: it tries again by itself.`,
    action: null,
  };
}

/** Counts as refreshGoodSlavesCount in replication.c does: online, and heard from within min-replicas-max-lag. */
function fewReplicas(
  name: string,
  { listed }: NonNullable<Node["live"]>["view"],
  { config }: SlowFacts,
): Refusal | null {
  const wanted = Number(config?.get("min-replicas-to-write") ?? 0);
  const maxLag = Number(config?.get("min-replicas-max-lag") ?? 0);
  if (!(wanted > 0 && maxLag > 0)) return null;
  const good = listed.filter(({ lastAckSeconds }) => lastAckSeconds !== null && lastAckSeconds <= maxLag);
  if (good.length >= wanted) return null;
  const fence = wanted >= FENCE;
  return {
    holdMs: fence ? FENCE_HOLD_MS : FEW_REPLICAS_HOLD_MS,
    title: `${name} refuses writes for want of replicas`,
    detail: `min-replicas-to-write asks for ${counted(wanted, "replica")} heard from within ${maxLag} s, and there ${good.length === 1 ? "is" : "are"} ${good.length}: writes get NOREPLICAS.`,
    evidence: { cause: "NOREPLICAS", wanted, good: good.length, maxLagSeconds: maxLag },
    advice: fence
      ? `No group has so many: a switchover that did not end may have left this behind. Set min-replicas-to-write on ${name} back to what it was.`
      : `Bring its replicas back, or lower min-replicas-to-write on ${name}.`,
    action: null,
  };
}

const NEARLY = 0.95;

export const memoryFull: Rule = {
  code: "memory-full",
  severity: "critical",
  when: "a primary that may evict nothing uses more than its maxmemory, so that writes are refused; a warning from 95 % on",
  holdMs: atOnce,
  clearMs: 15_000,
  fires: (context) =>
    primariesNow(context).flatMap(({ node, slow }) => {
      const { memory, limits, keyspace } = slow;
      const max = memory?.maxBytes ?? null;
      const policy = limits.evictionPolicy;
      const evictsNothing =
        policy === "noeviction" || (policy?.startsWith("volatile-") === true && keyspace?.expires === 0);
      if (memory === null || max === null || !evictsNothing) return [];
      // Source: evict.c, getMaxmemoryState: buffers of replicas and of the AOF do not count.
      const counts = memory.usedBytes - (limits.uncountedBytes ?? 0);
      if (counts < NEARLY * max) return [];
      const full = counts > max;
      const name = nameOf(context, node.id);
      return {
        instance: node.id,
        severity: full ? "critical" : "warning",
        title: full ? `The memory of ${name} is full` : `The memory of ${name} is nearly full`,
        detail: `${formatBytes(counts)} of ${formatBytes(max)} are used, and it may evict nothing (${policy}): ${full ? "writes that need memory get" : "above that, writes that need memory get"} OOM. Replicas ignore their own maxmemory and follow.`,
        evidence: {
          countedBytes: counts,
          maxBytes: max,
          share: formatPercent(counts / max),
          policy,
          refusedSinceStart: limits.outOfMemoryErrors,
        },
        advice: `Raise maxmemory on ${name} if its host has the room, delete keys, or choose a maxmemory-policy that evicts.`,
        action: null,
      };
    }),
};

export const primaryWithoutPersistence: Rule = {
  code: "primary-without-persistence",
  severity: "info",
  when: "a primary that has replicas neither saves nor keeps an AOF",
  holdMs: atOnce,
  clearMs: 5000,
  fires: (context) => {
    // What it was told last counts while it does not answer too: settings do not change for that.
    const node = context.graph.nodes.get(context.graph.primary ?? "");
    const slow = node?.member.slow ?? null;
    if (node === undefined || slow === null || node.known?.role !== "primary") return [];
    const bare = slow.config?.get("save") === "" && slow.persistence?.aof === false;
    if (!bare || (context.graph.followers.get(node.id) ?? []).length === 0) return [];
    const name = nameOf(context, node.id);
    return [
      {
        // Of the group, not of an instance: a switchover neither ends nor begins it.
        instance: null,
        title: `${context.group.name} keeps nothing on the disk of its primary`,
        detail: `${name} neither saves nor keeps an AOF. Restarted by its supervisor, it comes back empty within seconds, and its replicas copy that.`,
        evidence: { primary: name, save: "", appendonly: false },
        advice: `Turn on save or appendonly on ${name}, or make sure that nothing restarts it before a replica is promoted.`,
        action: null,
      },
    ];
  },
};
