import type { Instance } from "@/lib/contract";
import { formatRate } from "@/lib/format";
import { ancestorsOf, descendantsOf } from "@/lib/topology/tree";
import { followersOf, listNames, type PlanContext } from "../context";
import { goodReplicas, minReplicas } from "../good-replicas";
import { keepsUp } from "../predict";
import { isLoading, type Scene } from "../scene";
import { type CheckRow, cascades, fail, pass, warn } from "./row";

/** Rules about plans of several re-points. */
export const cascadeRows: readonly CheckRow[] = [
  {
    code: "something-to-move",
    actions: cascades,
    rule: "There is a replica to move, and the moves can be made in their order.",
    judge: (scene) => {
      const { cascade, moves, target } = scene;
      if (cascade?.impossible != null) return fail(cascade.impossible);
      if (moves.length > 0)
        return pass(
          `${moves.length} ${moves.length === 1 ? "replica moves" : "replicas move"}, one after the other.`,
        );
      return scene.action === "flatten"
        ? fail(`No replica below ${target.name} can be pointed straight to it.`)
        : fail(`No replica of ${target.name} can be put below another one that keeps up.`);
    },
  },
  {
    code: "movers-ready",
    actions: cascades,
    rule: "Every replica that moves answers and is not loading: else it would refuse REPLICAOF.",
    judge: ({ context, changed }) => {
      const deaf = changed.filter((one) => !one.reachable || isLoading(context, one));
      if (changed.length === 0) return null;
      return deaf.length === 0
        ? pass("Every replica that moves can be told.")
        : fail(
            `${listNames(deaf)} can't be told now: ${deaf.length === 1 ? "it does" : "they do"} not answer, or ${deaf.length === 1 ? "loads its" : "load their"} data.`,
          );
    },
  },
  {
    code: "new-upstreams",
    actions: cascades,
    rule: "Every new upstream answers, has its data and its link, and keeps up.",
    judge: ({ context, moves }) => {
      const upstreams = unique(moves.map(({ upstream }) => upstream));
      const [first] = upstreams;
      const gone = upstreams.filter((one) => !one.reachable || isLoading(context, one));
      if (gone.length > 0) return fail(`${listNames(gone)} can't be followed now.`);
      const late = upstreams.filter((one) => keepsUp(one) !== "yes");
      if (late.length > 0)
        return warn(
          `${listNames(late)} ${late.length === 1 ? "is" : "are"} not known to keep up: what is below hears later still.`,
        );
      return first === undefined
        ? null
        : pass(`${listNames(upstreams)} ${upstreams.length === 1 ? "keeps" : "keep"} up.`);
    },
  },
  {
    code: "left-alone",
    actions: ["relieve", "flatten"],
    rule: "Replicas that would copy everything, or can't be told, stay where they are.",
    judge: ({ cascade }) => {
      const kept = cascade?.kept ?? [];
      if (kept.length === 0) return null;
      const said = kept
        .slice(0, 3)
        .map(({ replica, why }) => `${replica.name} stays where it is: it ${why}.`);
      return warn([...said, ...(kept.length > 3 ? [`So do ${kept.length - 3} more.`] : [])].join(" "));
    },
  },
  {
    code: "one-copy-at-a-time",
    actions: cascades,
    rule: "At most one full copy of the group at any time.",
    judge: ({ context, moves, cascade }) => {
      const copies = moves.filter(({ forecast }) => forecast.verdict !== "partial");
      if (moves.length === 0) return null;
      if (copies.length === 0) return pass("No replica copies everything.");
      const dragging = cascade?.dragging ?? [];
      if (dragging.length > 0)
        return fail(
          `${listNames(dragging)} would copy everything, and then all below at the same time. Re-point ${dragging.length === 1 ? "it" : "them"} alone.`,
        );
      const busy = context.group.instances.filter(({ link }) => link?.state === "syncing");
      return busy.length > 0
        ? fail(`${listNames(busy)} ${busy.length === 1 ? "is" : "are"} copying now. Wait for the end of it.`)
        : pass("Copies come last, each once the one before it is complete.");
    },
  },
  {
    code: "replicas-left",
    actions: cascades,
    rule: "A primary keeps as many good replicas of its own as it demands; WAIT counts those alone as well.",
    judge: ({ context, target, moves, cascade }) => {
      if (target.role !== "primary" || moves.length === 0 || cascade === undefined) return null;
      const wanted = minReplicas(context, target);
      const leaving = new Set(
        moves.filter(({ upstream }) => upstream.id !== target.id).map(({ replica }) => replica.id),
      );
      const good = goodReplicas(context, target);
      const stay = good.filter(({ id }) => !leaving.has(id)).length;
      if (stay >= good.length) return null;
      const counted = `WAIT and min-replicas-to-write count its own replicas alone: ${good.length} now, ${stay} afterwards.`;
      if (wanted === null)
        return warn(
          `Whether ${target.name} would still take writes is not known: its settings can't be read. ${counted}`,
        );
      return stay < wanted.count
        ? fail(
            `${target.name} would refuse writes: min-replicas-to-write demands ${wanted.count}, and ${stay} good ${stay === 1 ? "replica" : "replicas"} would be left.`,
            `min-replicas-to-write ${wanted.count}`,
          )
        : pass(counted, wanted.count === 0 ? null : `min-replicas-to-write ${wanted.count}`);
    },
  },
  {
    code: "output",
    actions: cascades,
    rule: "An instance sends its stream once to each replica of its own.",
    judge: (scene) => {
      const { context, target, cascade, moves } = scene;
      if (cascade === undefined || moves.length === 0) return null;
      const [now, then] = [context, cascade.after].map((it) => followersOf(it, target.id).length);
      if (now === undefined || then === undefined || now === then) return null;
      const rate = rateOf(scene);
      const said = (count: number): string =>
        rate === null ? `each byte ${times(count)}` : `${formatRate(count * rate)} to ${count}`;
      const text = `${target.name} sends ${said(now)} now, and ${said(then)} afterwards.`;
      return then > now ? warn(text, `${now} → ${then} replicas`) : pass(text, `${now} → ${then} replicas`);
    },
  },
  {
    code: "hops",
    actions: cascades,
    rule: "A replica below a replica hears everything one hop later, and nothing while that one is away.",
    judge: ({ context, target, cascade, changed }) => {
      if (cascade === undefined || changed.length === 0) return null;
      const [now, then] = [deepest(context, target), deepest(cascade.after, target)];
      const deeper = changed.filter(
        ({ id }) => ancestorsOf(cascade.after.group, id).length > ancestorsOf(context.group, id).length,
      );
      if (deeper.length > 0)
        return warn(
          `${listNames(deeper)} ${deeper.length === 1 ? "hears" : "hear"} everything one hop later, and nothing while the replica above is away.`,
          then > now ? `longest chain ${now} → ${hops(then)}` : null,
        );
      return then < now
        ? pass(`Everything below ${target.name} hears it in ${hops(then)} at most.`, `${now} → ${hops(then)}`)
        : null;
    },
  },
];

const unique = (instances: readonly Instance[]): Instance[] => [...new Set(instances)];

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);
const hops = (count: number): string => `${count} ${count === 1 ? "hop" : "hops"}`;

/** The longest way from `top` down, in links. */
function deepest({ group }: PlanContext, top: Instance): number {
  const depths = descendantsOf(group, top.id).map((id) => ancestorsOf(group, id).indexOf(top.id) + 1);
  return Math.max(0, ...depths);
}

/** A chain forwards its primary's stream byte for byte, so the primary's rate is everybody's. */
const rateOf = ({ target, primary }: Scene): number | null => (primary ?? target).writeBytesPerSecond;
