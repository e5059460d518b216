import type { Group } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import type { LayoutNode } from "@/lib/topology/layout";
import { stackId, stacksOf } from "./stacks";

/** Sorts after every name: the root collation gives U+FFFF the highest weight. */
const LAST = "\uffff";

export interface ShapeNode extends LayoutNode {
  /** `ghost`: an upstream that a replica names and nobody watches. */
  readonly kind: "instance" | "ghost" | "stack";
  /** What a stack holds; empty for everything else. */
  readonly members: readonly string[];
}

/** Who hangs on whom, without a single figure: what the layout depends on, and all that a tick leaves alone. */
export interface Shape {
  /** Equal keys, equal shapes. */
  readonly key: string;
  readonly nodes: readonly ShapeNode[];
}

/** Whether both have the same cards, wherever these hang. */
export const sameCards = (a: Shape, b: Shape): boolean =>
  a.nodes.length === b.nodes.length && a.nodes.every((node, i) => node.id === b.nodes[i]?.id);

/** The shape of `group`, healthy siblings stacked except under the upstreams in `expanded`. */
export function shapeOf(group: Group, lag: LagThresholds, expanded: ReadonlySet<string>): Shape {
  const stacked = new Map<string, string>();
  const nodes: ShapeNode[] = [];
  for (const [upstream, members] of stacksOf(group, lag)) {
    if (expanded.has(upstream)) continue;
    const id = stackId(upstream);
    for (const member of members) stacked.set(member, id);
    nodes.push({ kind: "stack", id, name: LAST, upstream, members: [...members].sort() });
  }
  const known = new Set(group.instances.map((instance) => instance.id));
  const ghosts = new Set<string>();
  for (const { id, name, upstream } of group.instances) {
    if (!stacked.has(id)) nodes.push({ kind: "instance", id, name, upstream, members: [] });
    if (upstream !== null && !known.has(upstream)) ghosts.add(upstream);
  }
  for (const id of ghosts) nodes.push({ kind: "ghost", id, name: id, upstream: null, members: [] });
  nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
  const key = nodes.map((n) => `${n.id}\t${n.name}\t${n.upstream ?? ""}\t${n.members.join(" ")}`).join("\n");
  return { key, nodes };
}

/** Whether more than one member that answers says it is the primary. Those of a cluster each hold slots of their own. */
const hasTwoPrimaries = ({ mode, instances }: Group): boolean =>
  mode !== "cluster" &&
  instances.filter(({ role, reachable, detached }) => role === "primary" && reachable && !detached).length >
    1;

/**
 * A selector that answers the very same object for as long as the shape stays the same,
 * so that whatever subscribes with it renders again only when the structure changes. Two primaries leave it as it was while
 * the members are the same: where they stood is what a person compares with, and it may be over in a moment.
 */
export function shapeSelector(
  lag: LagThresholds,
  expanded: ReadonlySet<string>,
): (group: Group | null) => Shape | null {
  let before: Shape | null = null;
  return (group) => {
    const now = group === null ? null : shapeOf(group, lag, expanded);
    if (group !== null && before !== null && now !== null && hasTwoPrimaries(group) && sameCards(before, now))
      return before;
    if (now === null || before === null || now.key !== before.key) before = now;
    return before;
  };
}
