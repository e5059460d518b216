import type { Instance, Plan } from "@/lib/contract";
import { failoverCommand, likelyChoice, sayCommand } from "@/lib/sentinel/words";
import { isAlivePrimary, type Scene } from "./scene";

/** What would do in a managed group what Tidemark does not: sentences, and the command to copy. */
export interface Instead {
  readonly text: string;
  readonly command: string | null;
}

type Row = {
  readonly [Change in Exclude<Plan["action"], "backup" | "disconnect" | "restore">]: (
    scene: Scene,
  ) => Instead;
};

const reversed = "It would reverse this.";

/**
 * What Sentinel agrees with, as a sentence: a failover that it carries out itself, and whatever follows its own primary.
 * Null: it would undo this, or choose for itself.
 */
export function agreesWith({ action, target, upstream, primary, context }: Scene): string | null {
  const home = context.group.sentinel?.primary ?? context.group.primary;
  switch (action) {
    case "promote":
      return target.role !== "replica" || isAlivePrimary(primary) ? "It carries this out itself." : null;
    case "repoint":
    case "attach":
      return upstream !== null && upstream.id === home
        ? `It takes in whatever follows ${upstream.name}.`
        : null;
    default:
      return null;
  }
}

/** While the primary is gone: what Sentinel does by itself, or why it cannot. */
function byItself({ target, primary, context }: Scene): Instead {
  const { group } = context;
  const { sentinel } = group;
  const gone = primary === null ? "The primary" : primary.name;
  if (sentinel === null || sentinel.up === 0)
    return {
      text: `${gone} is gone, and no Sentinel answers Tidemark: whether they replace it cannot be told. Look at them first, since one that comes back would reverse a promotion by hand.`,
      command: null,
    };
  const command = `SENTINEL FAILOVER ${sentinel.name ?? "<name>"}`;
  if (sentinel.ckquorum?.ok === false)
    return {
      text: `${gone} is gone, and the Sentinels cannot replace it: ${sentinel.ckquorum.text} Start the missing ones, or send ${command} to one that answers, which needs no vote.`,
      command,
    };
  const begun = sentinel.failingOver || sentinel.sentinels.some(({ down }) => down === "by-quorum");
  const when = begun
    ? "It is doing so now."
    : `It begins once ${sentinel.quorum ?? "enough"} of ${sentinel.known} Sentinels hold it to be down.`;
  const likely = likelyChoice({ ...group, primary: primary?.id ?? group.primary });
  const choice =
    likely === null
      ? "No replica seems fit to be chosen."
      : likely.id === target.id
        ? `It chooses ${target.name}, most likely.`
        : `It chooses ${likely.name}, most likely: promote ${target.name} after that, or give it the smallest replica-priority above 0 now.`;
  return { text: `${gone} is gone, and Sentinel replaces it by itself. ${when} ${choice}`, command: null };
}

/** How Sentinel does each change, or undoes it. Tried on 7.0.15 and 9.1.2. */
const sentinelRow: Row = {
  promote: byItself,
  relieve: bothStar,
  flatten: bothStar,
  rearrange: bothStar,
  repoint: ({ target, context: { group } }) => {
    const home = group.instances.find(({ id }) => id === (group.sentinel?.primary ?? group.primary));
    const text = `${reversed} It points ${target.name} back to ${home?.name ?? "its primary"}: under Sentinel no replica follows another. ${sayCommand(failoverCommand(group.sentinel))} moves them all to a new primary.`;
    return { text, command: null };
  },
  attach: ({ target }) => ({
    text: `${reversed} It would point ${target.name} to its own primary: attach it there.`,
    command: null,
  }),
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

/** Source: cluster.c, clusterCommandSpecial: "I can only replicate a master, not a replica." */
const noChains: Instead = {
  text: "There every replica follows a primary: nothing can be put below a replica, and nothing is to be flattened.",
  command: null,
};

const nodeOf = ({ cluster, name }: Instance): string => cluster?.nodeId ?? `<node-id of ${name}>`;

export const bySentinel = (scene: Scene): Instead =>
  scene.action === "backup" || scene.action === "disconnect" || scene.action === "restore"
    ? nothing
    : sentinelRow[scene.action](scene);

/** How a node leaves a cluster, and why there are no chains in one. CLUSTER RESET empties a replica (cluster.c, clusterReset). */
export function byCluster({ action, target }: Scene): Instead {
  if (action === "relieve" || action === "flatten" || action === "rearrange") return noChains;
  const forget = `CLUSTER FORGET ${nodeOf(target)}`;
  return {
    text: `To take it out, send CLUSTER RESET SOFT to ${target.name}, which empties it, and ${forget} to every other node within a minute.`,
    command: "CLUSTER RESET SOFT",
  };
}

const nothing: Instead = { text: "", command: null };
