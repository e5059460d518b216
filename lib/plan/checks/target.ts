import type { Instance } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";
import { wouldLoop } from "@/lib/topology/tree";
import { listNames, type PlanContext } from "../context";
import { isLoading, type Scene } from "../scene";
import { type CheckRow, everything, fail, pass, warn } from "./row";

/** Older than this, a reading says nothing about now. */
const freshSeconds = 5;

/** Rules about the instance and the upstream it is to follow. */
export const targetRows: readonly CheckRow[] = [
  {
    code: "target-reachable",
    actions: everything,
    rule: "The instance answers.",
    judge: ({ target }) =>
      target.reachable
        ? pass(`${target.name} answers.`)
        : fail(`Can't reach ${target.name}${why(target)}: it can't be told anything.`),
  },
  {
    code: "target-role",
    actions: ["promote", "detach", "repoint", "attach"],
    rule: "Promote, detach and re-point take a replica; attach takes a primary.",
    judge: ({ action, target }) => {
      if (target.role === null) return fail(`The role of ${target.name} is not known.`);
      if (action === "attach")
        return target.role === "primary"
          ? pass(`${target.name} is a primary.`)
          : fail(`${target.name} is a replica already: re-point it.`);
      if (target.role === "replica") return pass(`${target.name} is a replica.`);
      const advice = {
        promote: "is a primary already.",
        detach: "follows nobody.",
        repoint: "is a primary: promote another instance, or attach it.",
        backup: "",
        disconnect: "",
        restore: "",
        relieve: "",
        flatten: "",
        rearrange: "",
      }[action];
      return fail(`${target.name} ${advice}`);
    },
  },
  {
    code: "upstream-reachable",
    actions: ["repoint", "attach"],
    rule: "The new upstream answers.",
    judge: ({ upstream }) =>
      upstream === null || upstream.reachable
        ? pass(`${upstream?.name ?? "The upstream"} answers.`)
        : fail(`Can't reach ${upstream.name}${why(upstream)}: nobody can follow it now.`),
  },
  {
    code: "no-ring",
    actions: ["repoint", "attach"],
    rule: "An instance may follow neither itself nor anything below it.",
    judge: ({ context, action, target, upstream }) => {
      if (upstream === null) return null;
      const doing = action === "attach" ? "attach" : "re-point";
      if (upstream.id === target.id) return fail(`Can't ${doing} ${target.name} to itself.`);
      return wouldLoop(context.group, target.id, upstream.id)
        ? fail(
            `Can't ${doing} ${target.name} to ${upstream.name}: ${upstream.name} already replicates from ${target.name}.`,
          )
        : pass(`${upstream.name} does not follow ${target.name}.`);
    },
  },
  {
    code: "new-upstream",
    actions: ["repoint"],
    rule: "The upstream changes.",
    judge: ({ target, upstream }) =>
      upstream !== null && target.upstream === upstream.id
        ? fail(`${target.name} follows ${upstream.name} already.`)
        : pass("The upstream changes."),
  },
  {
    code: "not-loading",
    actions: everything,
    rule: "An instance that loads a data set refuses REPLICAOF, FAILOVER and BGSAVE.",
    judge: ({ context, target }) =>
      isLoading(context, target)
        ? fail(`${target.name} is loading its data set and refuses commands. Wait until it is done.`)
        : pass(`${target.name} is not loading.`),
  },
  {
    code: "upstream-ready",
    actions: ["repoint", "attach"],
    rule: "The new upstream has its data and its own link is up.",
    judge: ({ context, upstream }) => {
      if (upstream === null) return null;
      if (isLoading(context, upstream))
        return warn(`${upstream.name} is loading: the link comes up when it is done.`);
      return upstream.link !== null && upstream.link.state !== "up"
        ? warn(`${upstream.name} has no link to its own upstream: it feeds old data until it has.`)
        : pass(`${upstream.name} is ready.`);
    },
  },
  {
    code: "readings-fresh",
    actions: everything,
    rule: `What the plan is about was read in the last ${freshSeconds} s.`,
    judge: (scene) => {
      const stale = involved(scene).filter((instance) => isStale(scene.context, instance));
      return stale.length === 0
        ? pass("All readings are fresh.")
        : fail(
            `The readings of ${listNames(stale)} are older than ${formatSeconds(freshSeconds)}. Read again.`,
          );
    },
  },
];

const why = ({ unreachableReason }: Instance): string =>
  unreachableReason === null ? "" : ` (${unreachableReason})`;

/** Whatever of the scene answers: an instance that does not is another row's business. */
const involved = ({ target, upstream, primary, moves }: Scene): Instance[] => [
  ...new Map(
    [target, upstream, primary, ...moves.flatMap((move) => [move.replica, move.upstream])]
      .filter((instance) => instance !== null)
      .filter((instance) => instance.reachable)
      .map((instance) => [instance.id, instance]),
  ).values(),
];

function isStale(context: PlanContext, { sampledAt }: Instance): boolean {
  const atMs = Date.parse(sampledAt ?? "");
  return Number.isNaN(atMs) || context.nowMs - atMs > freshSeconds * 1000;
}
