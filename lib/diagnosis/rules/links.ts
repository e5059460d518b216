import type { Link } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { loadsAtStart } from "@/lib/group/instance";
import type { Node } from "@/lib/group/node";
import { comparable, isNowhere } from "@/lib/lag/lineage";
import {
  atOnce,
  type Context,
  followersNow,
  gonePrimary,
  nameOf,
  nodesOf,
  type Rule,
  twoRounds,
  upstreamName,
} from "../context";
import { isExplained, servesStaleData, whatReadsGive } from "../facts";

export const linkDown: Rule = {
  code: "link-down",
  severity: "critical",
  when: "a replica that has loaded its data set says that its link is down, or to copy while its upstream serves nobody, and its upstream is not a primary that is gone",
  holdMs: twoRounds,
  clearMs: 0,
  fires: (context) => {
    const gone = gonePrimary(context);
    const primary = context.graph.primary;
    return followersNow(context).flatMap(({ node, instance }) => {
      const { link, resync } = instance;
      if (link === null) return [];
      if (link.state !== "down" && link.state !== "connecting" && !triesInVain(context, node, link))
        return [];
      if (loadsAtStart(node) || (node.upstream !== null && node.upstream === gone)) return [];
      if (isExplained(context, node)) return [];
      const upstream = upstreamName(context, node);
      const never = link.downSeconds === null;
      const unlisted = link.confirmed === false ? ` ${upstream} does not list it.` : "";
      const elsewhere =
        primary !== null && primary !== node.upstream && primary !== gone && primary !== node.id;
      return {
        instance: node.id,
        title: never
          ? `${instance.name} cannot connect to ${upstream}`
          : `${instance.name} has lost its link to ${upstream}`,
        detail: `${instance.name} answers Tidemark but receives nothing from ${upstream}.${unlisted}${whatReadsGive(node, instance)}`,
        evidence: {
          upstream,
          state: link.state,
          downSeconds: link.downSeconds,
          confirmed: link.confirmed,
          reconnect: resync?.verdict ?? null,
          headroomBytes: resync?.headroomBytes ?? null,
          keys: instance.keys,
          servesStaleData: servesStaleData(node),
        },
        advice: adviseOn(context, node, never, resync?.verdict ?? null),
        action: elsewhere ? { action: "repoint", instance: node.id, upstream: primary } : null,
      };
    });
  },
};

/**
 * It says that it copies, but nothing has come, and its upstream, which answers, serves a copy to nobody. So does, in turns
 * with being down, a replica that may not log in; on Valkey 9.1 without a pause.
 */
function triesInVain(context: Context, node: Node, link: Link): boolean {
  const upstream = context.graph.nodes.get(node.upstream ?? "")?.live?.view;
  if (link.state !== "syncing" || (link.sync?.doneBytes ?? null) !== null || node.listed !== null)
    return false;
  return upstream?.listed.every((line) => line.state === "online") ?? false;
}

function adviseOn(
  context: Context,
  node: Node,
  never: boolean,
  verdict: "partial" | "at-risk" | "full" | null,
): string {
  const name = nameOf(context, node.id);
  const upstream = upstreamName(context, node);
  const above = context.graph.nodes.get(node.upstream ?? "");
  if (above !== undefined && loadsAtStart(above))
    return `Wait until ${upstream} has loaded its data set: it takes no replicas before.`;
  return never
    ? `Check that ${name} reaches ${upstream} and may log in there (masterauth).`
    : `Check the network from ${name} to ${upstream}. ${reconnect(verdict)}`;
}

function reconnect(verdict: "partial" | "at-risk" | "full" | null): string {
  if (verdict === "partial") return "A reconnect stays partial while the backlog holds what it lacks.";
  if (verdict === "at-risk") return "A reconnect will soon need a full copy.";
  return verdict === "full" ? "A reconnect needs a full copy." : "";
}

export const syncing: Rule = {
  code: "syncing",
  severity: "info",
  when: "a full copy is under way to a replica, or is about to begin",
  holdMs: atOnce,
  clearMs: 0,
  fires: (context) =>
    followersNow(context).flatMap(({ node, instance }) => {
      const link = instance.link;
      if (link?.state !== "syncing" && link?.state !== "handshake") return [];
      if (triesInVain(context, node, link) || isExplained(context, node)) return [];
      const upstream = upstreamName(context, node);
      const total = link.sync?.totalBytes ?? null;
      const waits = link.state === "handshake";
      return {
        instance: node.id,
        title: waits
          ? `${instance.name} waits for a full copy from ${upstream}`
          : `${instance.name} is copying the whole data set from ${upstream}`,
        detail:
          total === null
            ? "The size of the copy is not known. Until it has loaded, reads there are old or refused."
            : `${formatBytes(total)} to copy. Until it has loaded, reads there are old or refused.`,
        evidence: { upstream, totalBytes: total },
        advice: "Wait for it to end; a second full copy at the same time slows both.",
        action: null,
      };
    }),
};

export const loading: Rule = {
  code: "loading",
  severity: "info",
  when: "an instance loads its data set, after a copy or a start",
  holdMs: atOnce,
  clearMs: 0,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      const instance = context.instances.get(node.id);
      if (node.live === null || instance === undefined) return [];
      const state = instance.link?.state ?? null;
      if (state !== "loading" && !loadsAtStart(node)) return [];
      if (isExplained(context, node)) return [];
      const beside = node.member.slow?.persistence?.asyncLoading === true;
      return {
        instance: node.id,
        title: `${instance.name} is loading its data set`,
        detail: beside
          ? "It loads beside the data set it has (repl-diskless-load swapdb): until it is done, reads there return old data."
          : "Most commands are refused with LOADING until it is done.",
        evidence: { afterCopy: state === "loading", servesOldData: beside },
        advice: "Wait for it to end.",
        action: null,
      };
    }),
};

/**
 * Replicas with data whose link is idle, beside an upstream that answers: the pairs whose histories can be held together.
 * One that loads at its start, be it the replica or the upstream, has not read its own history yet.
 */
function apart(context: Context) {
  return followersNow(context).flatMap((row) => {
    const state = row.instance.link?.state;
    const above = context.graph.nodes.get(row.node.upstream ?? "");
    const upstream = above?.live ?? null;
    if (above === undefined || upstream === null || loadsAtStart(row.node) || loadsAtStart(above)) return [];
    const view = row.live.view;
    if (isNowhere(view.offset) || (state !== "down" && state !== "connecting")) return [];
    return [{ ...row, view, upstream, relation: comparable(upstream.view, view) }];
  });
}

export const replicaAhead: Rule = {
  code: "replica-ahead",
  severity: "warning",
  when: "an unlinked replica holds bytes of the shared history that its upstream never had",
  holdMs: twoRounds,
  clearMs: 0,
  fires: (context) =>
    apart(context).flatMap(({ node, instance, live, view, upstream, relation }) => {
      const later = upstream.at.sentMs >= live.at.receivedMs;
      const fork = upstream.view.previousReplidUntil;
      const bytes =
        relation === "ahead" && fork !== null
          ? view.offset + 1 - fork
          : relation === "same" && later
            ? view.offset - upstream.view.offset
            : 0;
      if (bytes <= 0) return [];
      const name = upstreamName(context, node);
      return {
        instance: node.id,
        title: `${instance.name} is ahead of ${name}`,
        detail: `It holds ${formatBytes(bytes)} that ${name} never had. A reconnect copies the whole data set and drops them.`,
        evidence: { bytesAhead: bytes, offset: view.offset, upstreamOffset: upstream.view.offset },
        advice: `To keep those writes, promote ${instance.name} before it reconnects to ${name}.`,
        action: null,
      };
    }),
};

export const otherHistory: Rule = {
  code: "other-history",
  severity: "warning",
  when: "an unlinked replica with data counts in a history its upstream does not know",
  holdMs: twoRounds,
  clearMs: 0,
  fires: (context) =>
    apart(context).flatMap(({ node, instance, view, upstream, relation }) => {
      if (relation !== "diverged") return [];
      const name = node.upstream === null ? upstreamName(context, node) : nameOf(context, node.upstream);
      return {
        instance: node.id,
        title: `${instance.name} is on another history than ${name}`,
        detail: `Nothing of its stream can be reused. A reconnect replaces its data set with that of ${name}.`,
        evidence: { replid: view.replid, upstreamReplid: upstream.view.replid },
        advice: `Make sure that ${instance.name} holds nothing worth keeping before it reconnects.`,
        action: null,
      };
    }),
};
