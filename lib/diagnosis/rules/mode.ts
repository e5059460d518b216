import { atOnce, type Context, nameOf, nodesOf, type Rule } from "../context";

export const failoverStuck: Rule = {
  code: "failover-stuck",
  severity: "critical",
  when: "a server says for 10 s that a failover is under way",
  holdMs: () => 10_000,
  clearMs: 0,
  fires: (context) =>
    nodesOf(context).flatMap((node) => {
      const state = node.live?.view.failover ?? null;
      if (state === null || state === "none") return [];
      const name = nameOf(context, node.id);
      return {
        instance: node.id,
        title: `A failover of ${name} does not end`,
        detail:
          state === "in-progress"
            ? "It has stepped down and waits for its successor: nobody accepts writes."
            : "It holds writes back while it waits for its successor to catch up.",
        evidence: { state },
        advice: `Send FAILOVER ABORT to ${name}: it becomes the primary again.`,
        action: null,
      };
    }),
};

/** With the ids that CLUSTER REPLICATE takes, where the nodes told them. */
function clusterAdvice({ instances, graph: { primary } }: Context): string {
  const nodeId = primary === null ? null : (instances.get(primary)?.cluster?.nodeId ?? null);
  const replicate =
    nodeId === null ? "CLUSTER REPLICATE <node-id>" : `CLUSTER REPLICATE ${nodeId}, the id of ${primary},`;
  return `By hand: to promote a replica, send it CLUSTER FAILOVER. To make a node a replica, send it ${replicate} instead of REPLICAOF.`;
}

export const clusterMode: Rule = {
  code: "cluster-mode",
  severity: "info",
  when: "a member runs in cluster mode",
  holdMs: atOnce,
  clearMs: 15_000,
  fires: (context) =>
    context.group.mode !== "cluster"
      ? []
      : [
          {
            instance: null,
            title: `${context.group.name} is part of a cluster`,
            detail:
              "Its nodes refuse REPLICAOF and FAILOVER: promoting, re-pointing and attaching go by the cluster's own commands.",
            evidence: { mode: context.group.mode },
            advice: clusterAdvice(context),
            action: null,
          },
        ],
};
