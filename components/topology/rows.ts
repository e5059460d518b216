import type { Group, Instance } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import { arrange } from "@/lib/topology/layout-forest";
import type { Passes } from "./filter";
import { type ShapeNode, shapeOf } from "./shape";
import { stackId, stacksOf } from "./stacks";

/** The line a row draws at one level left of its name: nothing, past it, to it and on, or to it and no further. */
export type Guide = "blank" | "pass" | "tee" | "end";

/** One row of the tree. */
export interface Row {
  readonly id: string;
  readonly kind: ShapeNode["kind"];
  /** From 1. */
  readonly level: number;
  readonly guides: readonly Guide[];
  /** Rows directly below it, shown or not. */
  readonly below: number;
  /** Null: nothing to unfold. */
  readonly open: boolean | null;
  readonly parent: string | null;
  readonly place: number;
  readonly siblings: number;
  readonly members: readonly string[];
}

export interface Folding {
  /** Rows that are folded although they start unfolded. */
  readonly folded: ReadonlySet<string>;
  /** Upstreams whose stack is unfolded. */
  readonly expanded: ReadonlySet<string>;
}

/**
 * The rows of `group`'s tree from top to bottom, healthy siblings under a stack of their own.
 * With a filter, only what passes and what leads to it, all unfolded and without stacks.
 */
export function rowsOf(
  group: Group,
  lag: LagThresholds,
  { folded, expanded }: Folding,
  passes: Passes,
): Row[] {
  const { children, roots } = arrange(passes === null ? stacked(group, lag) : matching(group, passes));
  const rows: Row[] = [];
  const visit = (
    node: ShapeNode,
    guides: readonly Guide[],
    parent: string | null,
    place: number,
    siblings: number,
  ) => {
    const list = children.get(node.id) ?? [];
    const unfolded = node.kind === "stack" ? expanded.has(node.upstream ?? "") : !folded.has(node.id);
    const open = list.length === 0 ? null : passes !== null || unfolded;
    const below = list.reduce((n, child) => n + Math.max(1, child.members.length), 0);
    const { id, kind, members } = node;
    rows.push({ id, kind, members, guides, open, below, parent, place, siblings, level: guides.length + 1 });
    if (open !== true) return;
    const inherited = guides.map((guide): Guide => (guide === "tee" || guide === "pass" ? "pass" : "blank"));
    list.forEach((child, i) => {
      const guide = i === list.length - 1 ? "end" : "tee";
      visit(child, [...inherited, guide], id, i + 1, list.length);
    });
  };
  roots.forEach((root, i) => {
    visit(root, [], null, i + 1, roots.length);
  });
  return rows;
}

/** The shape with every stack drawn as a node of its own, and its members hung below it. */
function stacked(group: Group, lag: LagThresholds): ShapeNode[] {
  const stackOf = new Map<string, string>();
  for (const [upstream, members] of stacksOf(group, lag))
    for (const member of members) stackOf.set(member, stackId(upstream));
  const members = group.instances.flatMap(({ id, name }): ShapeNode[] => {
    const stack = stackOf.get(id);
    return stack === undefined ? [] : [{ kind: "instance", id, name, upstream: stack, members: [] }];
  });
  return [...shapeOf(group, lag, new Set()).nodes, ...members];
}

/** What passes, and every upstream that leads to it. */
function matching(group: Group, passes: (instance: Instance) => boolean): ShapeNode[] {
  const byId = new Map(group.instances.map((instance) => [instance.id, instance]));
  const kept = new Set<string>();
  for (const instance of group.instances.filter(passes))
    for (let at: Instance | undefined = instance; at !== undefined && !kept.has(at.id); ) {
      kept.add(at.id);
      at = at.upstream === null ? undefined : byId.get(at.upstream);
    }
  return group.instances
    .filter(({ id }) => kept.has(id))
    .map(({ id, name, upstream }) => ({ kind: "instance", id, name, upstream, members: [] }));
}

/**
 * A selector that answers the very same rows for as long as the table's structure stays the same:
 * a tick renders the figures in the rows and never the table.
 */
export function rowsSelector(
  lag: LagThresholds,
  folding: Folding,
  passes: Passes,
): (group: Group | null) => Row[] {
  let before: { key: string; rows: Row[] } = { key: "", rows: [] };
  return (group) => {
    const rows = group === null ? [] : rowsOf(group, lag, folding, passes);
    const key = rows
      .map((row) => `${row.id}\t${row.guides.join("")}\t${row.open}\t${row.below}\t${row.members.join(" ")}`)
      .join("\n");
    if (key !== before.key) before = { key, rows };
    return before.rows;
  };
}
