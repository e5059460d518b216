import { managerOf } from "../manager";
import { type CheckRow, fail, pass } from "./row";

/** Rules about what a cluster lets its nodes do. */
export const clusterRows: readonly CheckRow[] = [
  {
    code: "cluster-upstream",
    actions: ["repoint", "attach"],
    rule: "In a cluster a replica follows a primary, which is named by its node id.",
    judge: ({ context, target, upstream }) => {
      if (managerOf(context) !== "cluster" || upstream === null) return null;
      if (upstream.role !== "primary")
        return fail(`${upstream.name} is no primary: in a cluster no replica follows another.`);
      const unknown = [upstream, target].find(({ cluster }) => cluster === null);
      return unknown === undefined
        ? pass(`${upstream.name} can be followed.`, upstream.cluster?.nodeId ?? null)
        : fail(
            `The node id of ${unknown.name} is not known: it is in no cluster, or CLUSTER NODES can't be read.`,
          );
    },
  },
  {
    code: "cluster-empty",
    actions: ["attach"],
    rule: "A cluster lets a primary become a replica only when it has no slots and no keys.",
    judge: ({ context, target }) => {
      if (managerOf(context) !== "cluster" || target.cluster === null) return null;
      const { slots } = target.cluster;
      if (slots > 0) return fail(`${target.name} serves ${slots} slots: move them to other primaries first.`);
      return target.keys === null || target.keys > 0
        ? fail(`${target.name} is not known to be empty: the cluster refuses it with keys.`)
        : pass(`${target.name} serves no slots and holds no keys.`);
    },
  },
];
