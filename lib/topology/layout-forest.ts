import type { LayoutNode } from "./layout-types";

/** The nodes as trees, siblings in the order of their names. */
export interface Forest<N extends LayoutNode = LayoutNode> {
  readonly children: ReadonlyMap<string, readonly N[]>;
  readonly roots: readonly N[];
  /** Links that close a ring. */
  readonly backward: readonly { readonly replica: string; readonly upstream: string }[];
}

const byName = new Intl.Collator("en", { numeric: true });

/** The order of siblings: by name, digits as numbers; by id where names are equal. */
export const compareNodes = (a: LayoutNode, b: LayoutNode): number =>
  byName.compare(a.name, b.name) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Hangs nodes on their upstreams. One whose upstream is not among them is a root; a ring is cut above the first of its names. */
export function arrange<N extends LayoutNode>(nodes: readonly N[]): Forest<N> {
  const sorted = [...nodes].sort(compareNodes);
  const known = new Set(sorted.map((node) => node.id));
  const hanging = new Map<string, N[]>();
  for (const node of sorted) {
    if (node.upstream === null || !known.has(node.upstream)) continue;
    const siblings = hanging.get(node.upstream);
    if (siblings) siblings.push(node);
    else hanging.set(node.upstream, [node]);
  }
  const children = new Map<string, readonly N[]>();
  const reached = new Set<string>();
  const walk = (start: N) => {
    const pending = [start];
    reached.add(start.id);
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      const fresh = (hanging.get(node.id) ?? []).filter((child) => !reached.has(child.id));
      if (fresh.length > 0) children.set(node.id, fresh);
      for (const child of fresh) reached.add(child.id);
      pending.push(...fresh);
    }
  };
  const roots = sorted.filter((node) => node.upstream === null || !known.has(node.upstream));
  for (const root of roots) walk(root);
  const backward: { replica: string; upstream: string }[] = [];
  for (const node of sorted) {
    if (reached.has(node.id)) continue;
    const first = firstOfRing(node, sorted);
    walk(first);
    roots.push(first);
    if (first.upstream !== null) backward.push({ replica: first.id, upstream: first.upstream });
  }
  return { children, roots, backward };
}

/** The first name of the ring that `node` stands in or hangs on. */
function firstOfRing<N extends LayoutNode>(node: N, nodes: readonly N[]): N {
  const byId = new Map(nodes.map((each) => [each.id, each]));
  const above = (each: N): N | undefined => (each.upstream === null ? undefined : byId.get(each.upstream));
  const seen = new Set<N>();
  let at: N | undefined = node;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    at = above(at);
  }
  const ring: N[] = [];
  for (let each = at; each !== undefined && !ring.includes(each); each = above(each)) ring.push(each);
  return ring.sort(compareNodes)[0] ?? node;
}
