import type { Finding } from "@/lib/contract";
import type { Node } from "@/lib/group/node";
import type { Context } from "./context";

/**
 * Taking replicas off an instance that feeds too many, where that is possible: it has at least two that we know, and nobody
 * keeps every replica directly below the primary, as Sentinel and clusters do.
 */
export function relief({ group, graph }: Context, node: Node): Finding["action"] {
  const known = graph.followers.get(node.id)?.length ?? 0;
  return group.mode === "replication" && known > 1 ? { action: "relieve", instance: node.id } : null;
}
