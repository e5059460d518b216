import type { Action, Instance } from "@/lib/contract";
import { failoverCommand, likelyChoice, sayCommand } from "@/lib/sentinel/words";
import type { Scene } from "./scene";
import { upstreamWords } from "./words";

/** What would do in a managed group what Tidemark does not: sentences, and the command to copy. */
export interface Instead {
  readonly text: string;
  readonly command: string | null;
}

type Row = { readonly [Change in Exclude<Action, "backup" | "disconnect">]: (scene: Scene) => Instead };

const reversed = "It would reverse this.";

/** How Sentinel does each change, or undoes it. Tried on 7.0.15 and 9.1.2. */
const sentinelRow: Row = {
  promote: (scene) => {
    const { group } = scene.context;
    const command = failoverCommand(group.sentinel);
    const likely = likelyChoice(group);
    const choice =
      likely === null
        ? "It chooses the replica itself."
        : likely.id === scene.target.id
          ? `It chooses the replica itself, now most likely ${likely.name}.`
          : `It chooses the replica itself, now most likely ${likely.name}; to have it choose ${scene.target.name}, give that one the smallest replica-priority above 0 first.`;
    const gap = command.coordinated
      ? ""
      : " The old primary takes writes for some 10 s more, and they are lost: stop its writers first.";
    return {
      text: `${reversed} Send ${sayCommand(command)} instead. ${choice}${gap}`,
      command: command.words,
    };
  },
  relieve: (scene) => bothStar(scene),
  flatten: (scene) => bothStar(scene),
  rearrange: (scene) => bothStar(scene),
  repoint: ({ target, upstream, context: { group } }) => {
    const home = group.instances.find(({ id }) => id === (group.sentinel?.primary ?? group.primary));
    const text =
      home !== undefined && upstream?.id === home.id
        ? `It points ${target.name} to ${home.name} by itself: nothing is needed.`
        : `${reversed} It points ${target.name} back to ${home?.name ?? "its primary"}: under Sentinel no replica follows another. ${sayCommand(failoverCommand(group.sentinel))} moves them all to a new primary.`;
    return { text, command: null };
  },
  attach: (scene) => {
    const { target, upstream, context } = scene;
    const words = upstream === null ? null : upstreamWords(context, upstream.id);
    const home = context.group.sentinel?.primary ?? context.group.primary;
    if (upstream === null || words === null || (home !== null && upstream.id !== home))
      return {
        text: `${reversed} It would point ${target.name} to its own primary: attach it there.`,
        command: null,
      };
    const command = `REPLICAOF ${words.host} ${words.port}`;
    return {
      text: `It takes in whatever follows ${upstream.name}: send ${command} to ${target.name}.`,
      command,
    };
  },
  detach: ({ target, context: { group } }) => {
    const reset = `SENTINEL RESET ${group.sentinel?.name ?? "<name>"}`;
    const all = (group.sentinel?.sentinels ?? []).map(({ address }) => address);
    const where = all.length === 0 ? "each Sentinel" : `each Sentinel (${all.join(", ")})`;
    return {
      text: `${reversed} It makes ${target.name} a replica again unless it forgets it: send REPLICAOF NO ONE to ${target.name}, and ${reset} to ${where} within 10 s.`,
      command: reset,
    };
  },
};

/** Sentinel keeps every replica directly below the primary, and so undoes any chain; what is no chain it makes by itself. */
function bothStar({ action, context: { group } }: Scene): Instead {
  const home = group.instances.find(({ id }) => id === (group.sentinel?.primary ?? group.primary));
  const star = `It points every replica to ${home?.name ?? "its primary"} by itself`;
  return {
    text:
      action === "flatten"
        ? `${star}: nothing is needed.`
        : `${reversed} ${star}: under Sentinel no replica follows another.`,
    command: null,
  };
}

/** How a cluster does each change. CLUSTER RESET empties a replica (cluster.c, clusterReset). */
const clusterRow: Row = {
  promote: ({ target }) => ({
    text: `Send CLUSTER FAILOVER to ${target.name} instead.`,
    command: "CLUSTER FAILOVER",
  }),
  repoint: ({ target, upstream }) => replicate(target, upstream),
  attach: ({ target, upstream }) => replicate(target, upstream),
  relieve: () => noChains,
  flatten: () => noChains,
  rearrange: () => noChains,
  detach: ({ target }) => {
    const forget = `CLUSTER FORGET ${nodeOf(target)}`;
    return {
      text: `To take it out, send CLUSTER RESET SOFT to ${target.name}, which empties it, and ${forget} to every other node within a minute.`,
      command: "CLUSTER RESET SOFT",
    };
  },
};

function replicate(target: Instance, upstream: Instance | null): Instead {
  const command = `CLUSTER REPLICATE ${upstream === null ? "<node-id>" : nodeOf(upstream)}`;
  return { text: `Send ${command} to ${target.name} instead: only a primary can be named.`, command };
}

/** Source: cluster.c, clusterCommandSpecial: "I can only replicate a master, not a replica." */
const noChains: Instead = {
  text: "There every replica follows a primary: nothing can be put below a replica, and nothing is to be flattened.",
  command: null,
};

const nodeOf = ({ cluster, name }: Instance): string => cluster?.nodeId ?? `<node-id of ${name}>`;

export const bySentinel = (scene: Scene): Instead =>
  scene.action === "backup" || scene.action === "disconnect" ? nothing : sentinelRow[scene.action](scene);

export const byCluster = (scene: Scene): Instead =>
  scene.action === "backup" || scene.action === "disconnect" ? nothing : clusterRow[scene.action](scene);

const nothing: Instead = { text: "", command: null };
