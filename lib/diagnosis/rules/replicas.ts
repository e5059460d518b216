import { loadsAtStart } from "@/lib/group/instance";
import type { Node } from "@/lib/group/node";
import { comparable } from "@/lib/lag/lineage";
import { isReplica } from "@/lib/topology/discover";
import {
  atOnce,
  type Context,
  doesNotAnswer,
  followersNow,
  nameOf,
  nodesOf,
  type Rule,
  twoRounds,
  upstreamName,
} from "../context";
import { countSetting, settingOf } from "../facts";
import { otherPullers } from "../other-pullers";
import { relief } from "../relief";

export const frozenReplica: Rule = {
  code: "frozen-replica",
  severity: "critical",
  when: "a replica gives us no reply in time, and its upstream, still connected, has had no ACK of it for 4 s; until it answers",
  holdMs: atOnce,
  clearMs: 0,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      if (context.stories.get(node.id)?.silent !== true || !doesNotAnswer(node)) return [];
      const name = nameOf(context, node.id);
      const upstream = upstreamName(context, node);
      return {
        instance: node.id,
        title: `${name} is silent, to ${upstream} too`,
        detail: `Neither Tidemark nor ${upstream} hears from it, though its connections did not end: it is stopped, hangs, or is cut off.`,
        evidence: {
          failures: node.member.failures,
          lastAckSeconds: node.listed?.lastAckSeconds ?? null,
          listedByUpstream: node.listed !== null,
        },
        advice: `Look at its host: a stopped process (SIGCONT lets it go on), a slow command, swapping or a dead disk. Once repl-timeout has passed, ${upstream} drops it.`,
        action: null,
      };
    }),
};

/** Redis' own default (server.h); it is the primary that sends these PINGs down every chain. */
const DEFAULT_PING_SECONDS = 10;
/** Both ends count whole seconds. */
const SILENT_SECONDS = 4;

export const linkSilent: Rule = {
  code: "link-silent",
  severity: "warning",
  when: "both ends of a link call it up and answer us, and neither has heard the other: no ACK for 4 s, no PING for 3 s longer than one takes; for two rounds",
  holdMs: twoRounds,
  clearMs: 0,
  fires: (context) =>
    followersNow(context).flatMap(({ node, live, instance }) => {
      const lastIoSeconds = live.view.following?.lastIoSeconds ?? null;
      const lastAckSeconds = node.listed?.lastAckSeconds ?? null;
      if (instance.link?.state !== "up" || lastIoSeconds === null || lastAckSeconds === null) return [];
      const root = context.graph.nodes.get(context.graph.roots.get(node.id) ?? "");
      const pingSeconds = countSetting(root, "repl-ping-replica-period") ?? DEFAULT_PING_SECONDS;
      if (lastAckSeconds < SILENT_SECONDS || lastIoSeconds < pingSeconds + 3) return [];
      const upstream = upstreamName(context, node);
      const timeout = settingOf(node, "repl-timeout");
      return {
        instance: node.id,
        title: `Nothing passes between ${instance.name} and ${upstream}`,
        detail: `Both answer Tidemark and call their link up, but neither hears the other. They notice only after repl-timeout${timeout === null ? "" : ` (${timeout} s)`}.`,
        evidence: { upstream, lastAckSeconds, lastIoSeconds, pingSeconds },
        advice: `Check the network from ${instance.name} to ${upstream}: a firewall or a broken path swallows what they send.`,
        action: null,
      };
    }),
};

export const replicaDiesOnFailedSave: Rule = {
  code: "replica-dies-on-failed-save",
  severity: "critical",
  when: "the last save of a replica failed, and its settings make it abort at the next replicated write",
  holdMs: atOnce,
  clearMs: 0,
  fires: (context) =>
    followersNow(context).flatMap(({ node, instance }) => {
      if (node.member.slow?.persistence?.lastSaveOk !== false) return [];
      const save = settingOf(node, "save");
      // 6.0 has no replica-ignore-disk-write-errors, and goes on.
      if (settingOf(node, "replica-ignore-disk-write-errors") !== "no") return [];
      if (settingOf(node, "stop-writes-on-bgsave-error") !== "yes" || save === null || save.trim() === "")
        return [];
      return {
        instance: node.id,
        title: `${instance.name} will abort at the next write`,
        detail:
          "Its last save failed. A replica that cannot save ends its process when the next replicated write comes (replica-ignore-disk-write-errors no).",
        evidence: {
          lastSaveOk: false,
          save,
          stopWritesOnBgsaveError: true,
          replicaIgnoreDiskWriteErrors: false,
        },
        advice: `Run CONFIG SET stop-writes-on-bgsave-error no on ${instance.name} at once, free its disk, and set it back after a BGSAVE that succeeds.`,
        action: null,
      };
    }),
};

export const noBacklog: Rule = {
  code: "no-backlog",
  severity: "warning",
  when: "for 10 s a primary keeps no backlog, though a replica that is away follows it",
  holdMs: () => 10_000,
  clearMs: 0,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      const view = node.live?.view ?? null;
      if (view === null || view.role !== "primary" || view.backlog.active || loadsAtStart(node)) return [];
      const followers = context.graph.followers.get(node.id) ?? [];
      const awaited = followers.filter((id) => isAwaited(context.graph.nodes.get(id), node));
      if (awaited.length === 0) return [];
      const name = nameOf(context, node.id);
      const ttlSeconds = countSetting(node, "repl-backlog-ttl");
      const who = awaited.map((id) => nameOf(context, id)).join(", ");
      return {
        instance: node.id,
        title: `${name} keeps no backlog`,
        detail: `It has had no replica since it started, or for longer than repl-backlog-ttl. ${who} will need a full copy.`,
        evidence: { replicas: awaited.length, replBacklogTtlSeconds: ttlSeconds },
        advice: `Plan for a full copy when ${who} comes back. To keep the backlog next time, set repl-backlog-ttl to 0 on ${name}.`,
        action: null,
      };
    }),
};

/** A replica that is away. Of one that answers and is on another history, that is said of itself. */
const isAwaited = (replica: Node | undefined, primary: Node): boolean =>
  replica !== undefined &&
  (replica.live === null ||
    primary.live === null ||
    comparable(primary.live.view, replica.live.view) !== "diverged");

/** As many as the larger hosting services allow on one primary. */
const MANY = 5;

export const manyDirectReplicas: Rule = {
  code: "many-direct-replicas",
  severity: "info",
  when: "an instance lists more than five replicas",
  holdMs: atOnce,
  clearMs: 15_000,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      const count = node.live?.view.listed.filter(isReplica).length ?? 0;
      if (count <= MANY) return [];
      const name = nameOf(context, node.id);
      const delaySeconds = countSetting(node, "repl-diskless-sync-delay");
      const noDelay = delaySeconds === 0 && settingOf(node, "repl-diskless-sync") === "yes";
      return {
        instance: node.id,
        title: `${name} feeds ${count} replicas directly`,
        detail: `It sends each byte ${count} times${noDelay ? ", and forks anew for replicas that come a moment after each other" : ""}.`,
        evidence: {
          replicas: count,
          replDisklessSyncDelaySeconds: delaySeconds,
          writeBytesPerSecond: writeRate(context, node),
        },
        advice: `${noDelay ? `Set repl-diskless-sync-delay to a few seconds on ${name}, so that one copy serves all who come. ` : ""}Put some of them below another replica where the network out of ${name} is the limit.`,
        action: relief(context, node),
      };
    }),
};

const writeRate = (context: Context, node: Node): number | null =>
  context.instances.get(node.id)?.writeBytesPerSecond ?? null;

export const backupPuller: Rule = {
  code: "backup-puller",
  severity: "info",
  when: "for 10 s an instance lists a reader of its stream that gives no port of its own, and is no copy that Tidemark takes itself",
  holdMs: () => 10_000,
  clearMs: 0,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      const pullers = otherPullers(node.live?.view.listed ?? [], node.member.copiesFrom ?? []);
      const [first] = pullers;
      if (first === undefined) return [];
      const name = nameOf(context, node.id);
      const hosts = [...new Set(pullers.map(({ address }) => address.host))].join(", ");
      return {
        instance: node.id,
        title: `A backup reads ${name}`,
        detail: `${pullers.length === 1 ? "A client" : `${pullers.length} clients`} at ${hosts} read${pullers.length === 1 ? "s" : ""} its data set and stream without being a replica, as redis-cli --rdb does.`,
        evidence: { readers: pullers.length, hosts, state: first.state },
        advice: `Wait for it to end. If nobody knows of it, look for its address in CLIENT LIST TYPE replica on ${name}: it is given all data.`,
        action: null,
      };
    }),
};
