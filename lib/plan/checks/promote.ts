import { formatBytes, formatSeconds } from "@/lib/format";
import { isAtLeast, versionOf } from "@/lib/info/version";
import { comparable } from "@/lib/lag/lineage";
import { moreAdvanced } from "../actions/forced-loss";
import { holdsBy, restoreOf } from "../actions/hand-over";
import { configOf, followersOf, listNames, viewOf } from "../context";
import { managerOf } from "../manager";
import { isAlivePrimary, type Scene } from "../scene";
import { listingOf } from "../words";
import { type CheckRow, fail, pass, warn } from "./row";

/** Less than this is sent in a moment, however fast the stream grows. */
const closeBytes = 1024 * 1024;

/** Whether we hold the writes back ourselves, which takes settings that have to be put back. */
const holdsWrites = (method: Scene["method"]): boolean =>
  method === "pause-and-promote" || method === "sentinel";

/** Rules about promotions alone. */
export const promoteRows: readonly CheckRow[] = [
  {
    code: "link-up",
    actions: ["promote"],
    rule: "A planned hand-over needs the target's link up.",
    judge: ({ target, method, primary }) => {
      if (method === null || method === "forced") return null;
      return target.link?.state === "up"
        ? pass(`${target.name} is online.`)
        : fail(`${target.name} has no link to ${primary?.name ?? "its primary"}: it can't catch up.`);
    },
  },
  {
    code: "same-history",
    actions: ["promote"],
    rule: "Target and primary count in one history.",
    judge: ({ context, target, primary, method }) => {
      if (primary === null || method === null) return null;
      const [held, has] = [viewOf(context, primary.id), viewOf(context, target.id)];
      const replid = has === null ? null : `replid ${has.replid.slice(0, 8)}`;
      if (held !== null && has !== null && comparable(held, has) === "same")
        return pass(`${target.name} and ${primary.name} share one history.`, replid);
      const text = `${target.name} and ${primary.name} are not known to share one history.`;
      return method === "forced" ? warn(text, replid) : fail(text, replid);
    },
  },
  {
    code: "announced-address",
    actions: ["promote"],
    rule: "The primary lists the target online, by words that lead to it: FAILOVER to an address that does not answer leaves nobody writable.",
    judge: ({ context, target, primary, method }) => {
      if (method !== "failover" || primary === null || target.upstream === null) return null;
      const direct = target.upstream === primary.id;
      const listing = listingOf(context, target.upstream, target.id);
      const lister = context.group.instances.find(({ id }) => id === target.upstream)?.name ?? primary.name;
      if (listing.found === "none")
        return fail(
          `${lister} lists no replica whose address leads to ${target.name}. Check its announce settings.`,
        );
      if (listing.address === null)
        return fail(`${lister} lists more than one replica by the address of ${target.name}.`);
      const words = `${listing.address.host} ${listing.address.port}`;
      if (listing.found === "other") return fail(`${lister} does not list ${target.name} as online.`, words);
      return direct
        ? pass(`${lister} lists ${target.name} by an address that leads to it.`, words)
        : warn(
            `${primary.name} does not list ${target.name} yet; it should by the address ${lister} lists it by.`,
            words,
          );
    },
  },
  {
    code: "lag-bound",
    actions: ["promote"],
    rule: "The target catches up within the failover timeout.",
    judge: ({ context, target, method }) => {
      if (method === null || method === "forced") return null;
      const bound = context.settings.failoverTimeoutSeconds;
      const behind = `${formatBytes(target.lagBytes)} behind`;
      if (target.lagSeconds === null && (target.lagBytes === null || target.lagBytes > closeBytes))
        return warn(`How long ${target.name} needs to catch up is not known.`, behind);
      const seconds = target.lagSeconds ?? 0;
      return seconds > bound
        ? warn(
            `${target.name} is ${formatSeconds(seconds)} behind, writes pause for ${formatSeconds(bound)} at most: it may not catch up, and nothing changes.`,
            behind,
          )
        : pass(`${target.name} is close enough to catch up.`, behind);
    },
  },
  {
    code: "priority",
    actions: ["promote"],
    rule: "A replica of priority 0 is not meant to be promoted.",
    judge: ({ target, priorities = [] }) => {
      if (target.priority !== 0) return null;
      const back = priorities.find(({ instance, to }) => instance.id === target.id && to > 0);
      return back === undefined
        ? warn(`${target.name} has priority 0: it is not meant to become primary.`)
        : pass(`${target.name} was kept out with priority 0, and gets back its ${back.to}.`);
    },
  },
  {
    code: "kept-out",
    actions: ["promote"],
    rule: "An old primary that is to be kept out is a replica of priority 0, and nobody follows it.",
    judge: (scene) => {
      const { context, target, primary, method, keepsOut = false, priorities = [], moves, left } = scene;
      if (!keepsOut || method === null) return null;
      if (primary === null || method === "forced")
        return warn(
          `${primary?.name ?? "The old primary"} can't be told now: set its replica-priority to 0 when it is back.`,
        );
      const told = new Set([target, ...left, ...moves.map(({ replica }) => replica)].map(({ id }) => id));
      const staying = followersOf(context, primary.id).filter(({ id }) => !told.has(id));
      if (staying.length > 0)
        return fail(
          `${listNames(staying)} would go on following ${primary.name}, which is to be kept out. Let the replicas follow ${target.name}, or let ${primary.name} stay among them.`,
        );
      const from = priorities.find(({ instance }) => instance.id === primary.id)?.from ?? null;
      return from === null
        ? warn(`The replica-priority of ${primary.name} can't be read, so an undo could not put it back.`)
        : pass(
            `${primary.name} is kept out: with priority 0 neither Tidemark nor Sentinel promotes it.`,
            `replica-priority ${from}, then 0`,
          );
    },
  },
  {
    code: "most-advanced",
    actions: ["promote"],
    rule: "A forced promotion takes the replica that holds most.",
    judge: (scene) => {
      if (scene.method !== "forced") return null;
      const better = moreAdvanced(scene);
      return better === null
        ? pass(`No reachable replica holds more than ${scene.target.name}.`)
        : warn(
            better.bytes === null
              ? `${better.instance.name} shares the history of the old primary and ${scene.target.name} does not: promoting it loses less.`
              : `${better.instance.name} holds ${formatBytes(better.bytes)} more: promoting it loses less.`,
            better.bytes === null ? "other history" : `${formatBytes(better.bytes)} more`,
          );
    },
  },
  {
    code: "primary-silent",
    actions: ["promote"],
    rule: "A primary that is to be replaced is gone: it answers nobody, and no replica hears it.",
    judge: ({ context, primary, method }) => {
      if (method !== "forced" || primary === null) return null;
      const gone = ["refused", "timeout", "dns"].includes(primary.unreachableReason ?? "");
      if (!gone)
        return fail(
          `${primary.name} answers but can't be read, so it may be taking writes. Put that right first.`,
          primary.unreachableReason,
        );
      const hearing = context.group.instances.filter(
        (instance) =>
          instance.reachable &&
          instance.upstream === primary.id &&
          viewOf(context, instance.id)?.following?.linkUp === true,
      );
      return hearing.length === 0
        ? pass(`${primary.name} is gone, and no replica has a link to it.`, primary.unreachableReason)
        : warn(
            `${listNames(hearing)} still ${hearing.length === 1 ? "has a link" : "have links"} to ${primary.name}: it may be alive and taking writes.`,
          );
    },
  },
  {
    code: "old-primary-returns",
    actions: ["promote"],
    rule: "An old primary that comes back is a second primary.",
    judge: ({ context, primary, method, target }) =>
      method === "forced" && primary !== null && managerOf(context) === null
        ? warn(`When ${primary.name} comes back it is a second primary: attach it to ${target.name} then.`)
        : null,
  },
  {
    code: "siblings-left",
    actions: ["promote"],
    rule: "Every other replica of the old primary can be told to follow the new one.",
    judge: ({ left, method, target }) => {
      if (method === null) return null;
      return left.length === 0
        ? null
        : warn(
            `${listNames(left)} can't be told now: re-point ${left.length === 1 ? "it" : "them"} to ${target.name} later.`,
          );
    },
  },
  {
    code: "fence-settings",
    actions: ["promote"],
    rule: "Settings changed for a while must be readable, or they could not be put back.",
    judge: (scene) => {
      const { context, primary, method } = scene;
      if (!holdsWrites(method) || !isAlivePrimary(primary)) return null;
      if (restoreOf(context, primary.id) === null)
        return fail(`The settings of ${primary.name} can't be read, so they could not be put back.`);
      const maxLag = configOf(context, primary.id)?.get("min-replicas-max-lag");
      return holdsBy(scene) === "fence" && (maxLag === "0" || maxLag === undefined)
        ? fail(`min-replicas-max-lag of ${primary.name} is not set, so its writes can't be held back.`)
        : pass(`The settings of ${primary.name} can be put back.`);
    },
  },
  {
    code: "script-leak",
    actions: ["promote"],
    rule: "Before 6.2 a script's writes get past the fence.",
    judge: (scene) => {
      const { primary, method } = scene;
      if (!holdsWrites(method) || !isAlivePrimary(primary)) return null;
      const version = versionOf(primary);
      return version !== null && isAtLeast(version, 6, 2)
        ? null
        : warn(
            `Writes by EVAL get past the fence of ${primary.name}: stop scripts that write for this while.`,
          );
    },
  },
];
