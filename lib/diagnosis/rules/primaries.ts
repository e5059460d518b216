import type { Instance } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import type { InstanceId } from "@/lib/group/member";
import type { Node } from "@/lib/group/node";
import {
  atOnce,
  BLINK_MS,
  type Context,
  doesNotAnswer,
  nameOf,
  nodesOf,
  type Rule,
  twoRounds,
} from "../context";
import { counted } from "../words";
import { pingPeriodSeconds } from "./heard";
import { hasReturned } from "./returned";
import { ownBytes } from "./split";

/**
 * The seconds for which every replica that answers has heard nothing from this silent primary, though its link counts as
 * up: longer than pings are apart, so it is not only us. Null: it answers, refuses us, is linked to nobody, or was heard.
 */
export function frozenSeconds(context: Context, node: Node): number | null {
  const reading = node.member.reading;
  if (node.known?.role !== "primary" || reading?.state !== "unreachable" || reading.reason !== "timeout")
    return null;
  if (!doesNotAnswer(node) || context.fleet.silence !== null) return null;
  const links = (context.graph.followers.get(node.id) ?? []).flatMap(
    (id) => context.graph.nodes.get(id)?.live?.view.following ?? [],
  );
  let least: number | null = null;
  for (const { linkUp, lastIoSeconds } of links) {
    if (!linkUp || lastIoSeconds === null) return null;
    least = Math.min(lastIoSeconds, least ?? lastIoSeconds);
  }
  return least !== null && least > pingPeriodSeconds(node) + 1 ? least : null;
}

export const frozenPrimary: Rule = {
  code: "frozen-primary",
  severity: "critical",
  when: "the primary answers neither us nor its replicas, for longer than pings are apart, while all links to it count as up",
  holdMs: atOnce,
  clearMs: 0,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      const seconds = frozenSeconds(context, node);
      if (seconds === null) return [];
      const name = nameOf(context, node.id);
      const timeout = node.member.slow?.config?.get("repl-timeout") ?? null;
      return {
        instance: node.id,
        title: `The primary ${name} stands still`,
        detail: `It answers neither Tidemark nor its replicas, which have heard nothing for ${formatSeconds(seconds)}. Its process is stopped, blocked by one long command, or its host hangs.`,
        evidence: {
          silentToReplicasSeconds: seconds,
          failures: node.member.failures,
          replTimeoutSeconds: timeout === null ? null : Number(timeout),
        },
        advice: `Let ${name} go on (SIGCONT), or wait for its command to end: its links then continue. Promote no replica before they give it up after ${timeout ?? "repl-timeout"}${timeout === null ? "" : " s"}, and stop it for good first.`,
        action: null,
      };
    }),
};

/** Replicas that answer and have not taken over the empty history yet: what they hold is what is left. */
const holders = (context: Context, node: Node): Instance[] =>
  (context.graph.followers.get(node.id) ?? []).flatMap((id) => {
    const replica = context.graph.nodes.get(id);
    const instance = context.instances.get(id);
    if (replica?.live == null || instance === undefined) return [];
    const kept = replica.live.view.replid !== node.live?.view.replid && instance.keys !== 0;
    return kept ? [instance] : [];
  });

export const wipedPrimary: Rule = {
  code: "wiped-primary",
  severity: "critical",
  when: "a primary with replicas came back as another process, on a new history, with a tenth of its keys or fewer; until half of them are there again, it is no primary any more, or a day has passed",
  holdMs: atOnce,
  clearMs: BLINK_MS,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      const wipe = context.processes.get(node.id)?.wipe ?? null;
      if (wipe === null || node.live === null) return [];
      const name = nameOf(context, node.id);
      const left = holders(context, node);
      const [best = null] = left.toSorted((a, b) => (b.offset ?? -1) - (a.offset ?? -1));
      return {
        instance: node.id,
        title: `The primary ${name} came back without its data`,
        detail: `It had ${counted(wipe.keysBefore, "key")} and restarted with ${wipe.keysAfter}. Each replica that links to it throws its copy away${
          best === null
            ? ", and none that holds it is left."
            : `; ${left.map((one) => one.name).join(", ")} still ${left.length === 1 ? "holds" : "hold"} it.`
        }`,
        evidence: {
          keysBefore: wipe.keysBefore,
          keysAfter: wipe.keysAfter,
          replicasWithData: left.length,
          restartSeenAt: new Date(wipe.atMs).toISOString(),
        },
        advice:
          best === null
            ? `Restore ${name} from a backup, or let it fill again. Before the next restart, turn on save or appendonly there.`
            : `Detach ${best.name} at once: as a replica of ${name} it loses its data with the next link. Then attach the others to it.`,
        action: best === null ? null : { action: "detach", instance: best.id },
      };
    }),
};

/** The one live primary that has replicas, where a group has several; null: none, or more than one. */
function followedPrimary(context: Context): Node | null {
  const followed = context.graph.livePrimaries.filter(
    (id) => (context.graph.followers.get(id) ?? []).length > 0,
  );
  const [only, second] = followed;
  return only === undefined || second !== undefined ? null : (context.graph.nodes.get(only) ?? null);
}

export const orphanPrimary: Rule = {
  code: "orphan-primary",
  severity: "warning",
  when: "beside the one primary that has replicas, a member without any says it is a primary, and its previous history is the group's",
  holdMs: twoRounds,
  clearMs: 0,
  fires: (context) => {
    const primary = followedPrimary(context);
    if (primary?.live == null) return [];
    const { replid, previousReplid } = primary.live.view;
    return context.graph.livePrimaries.flatMap((id) => {
      const view = context.graph.nodes.get(id)?.live?.view;
      if (id === primary.id || view === undefined || view.previousReplid === null) return [];
      if (hasReturned(context, id)) return [];
      if (view.previousReplid !== replid && view.previousReplid !== previousReplid) return [];
      const [name, group] = [nameOf(context, id), nameOf(context, primary.id)];
      const own = ownBytes(view, primary.live?.view ?? view);
      return {
        instance: id,
        title: `${name} was a replica of this group and is a primary nobody follows`,
        detail: `Its history continues that of ${group}. ${
          own === null
            ? "How much it was given since cannot be told"
            : `It has ${formatBytes(own)} of its own since`
        }; attached again, it loses them.`,
        evidence: { previousReplid: view.previousReplid, ownBytes: own, groupPrimary: group },
        advice: `Attach ${name} to ${group} if it should be a replica. If a restart made it a primary, run CONFIG REWRITE there afterwards.`,
        action: { action: "attach", instance: id, upstream: primary.id },
      };
    });
  },
};

export const chainAfterFailover: Rule = {
  code: "chain-after-failover",
  severity: "info",
  when: "the primary was seen to change, and a direct replica of the old one follows it still, now that it is a replica itself: for ten rounds",
  holdMs: (pollIntervalMs) => 10 * pollIntervalMs,
  clearMs: BLINK_MS,
  fires: (context) => {
    const { handover, graph } = context;
    if (handover === null || graph.primary !== handover.to) return [];
    const old = graph.nodes.get(handover.from);
    if (old?.live == null || old.upstream !== handover.to) return [];
    return [...handover.leftBehind].flatMap((id: InstanceId) => {
      if (graph.nodes.get(id)?.live == null) return [];
      const [name, from, to] = [id, handover.from, handover.to].map((one) => nameOf(context, one));
      return {
        instance: id,
        title: `${name} still follows ${from}, which is a replica now`,
        detail: `It was beside ${to} and is below it since the failover: it gets everything one step later, and loses its link when ${from} does.`,
        evidence: { upstream: from ?? null, primary: to ?? null },
        advice: `Re-point ${name} to ${to}. If the chain is meant, leave it.`,
        action: { action: "repoint", instance: id, upstream: handover.to },
      };
    });
  },
};
