import { readCount } from "./number";

/** What a node of a cluster says of itself. */
export interface ClusterView {
  /** 40 hex digits; CLUSTER REPLICATE and CLUSTER FORGET take it. */
  readonly nodeId: string;
  /** Hash slots it serves; 0 on a replica. */
  readonly slots: number;
  /** As sent, itself and its role left out: `fail`, `fail?`, `handshake`, `noaddr`, `nofailover`, … */
  readonly flags: readonly string[];
}

const SLOTS = 16_384;
/** `noflags` stands where there is none. */
const told = new Set(["myself", "master", "slave", "noflags"]);

/**
 * Its own line of CLUSTER NODES:
 * `id addr flags upstream ping-sent pong-recv epoch link-state slot slot-slot [slot->-id]`; null when there is none.
 * Slots that are just moving, in brackets, are counted where they are listed as served.
 * Source: cluster.c (from 8.0 on cluster_legacy.c), clusterGenNodeDescription.
 */
export function readOwnNode(reply: unknown): ClusterView | null {
  const line = typeof reply === "string" ? /^.*\bmyself\b.*$/m.exec(reply)?.[0] : undefined;
  if (line === undefined) return null;
  const [nodeId = "", , flags = "", , , , , , ...served] = line.trimEnd().split(" ");
  if (!/^[0-9a-f]{40}$/.test(nodeId) || !flags.split(",").includes("myself")) return null;
  let slots = 0;
  for (const range of served) {
    if (range.startsWith("[")) continue;
    const [first, last = first] = range.split("-");
    const [from, to] = [readCount(first), readCount(last)];
    if (from === null || to === null || to < from || to >= SLOTS) return null;
    slots += to - from + 1;
  }
  return { nodeId, slots, flags: flags.split(",").filter((flag) => !told.has(flag)) };
}
