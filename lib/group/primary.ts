import type { InstanceId } from "./member";
import type { Node } from "./node";

/** What is remembered of a group when its primary is looked for. */
export interface Before {
  readonly previous: InstanceId | null;
  /** Members that were detached on purpose: they are primaries, but not the group's. */
  readonly detached: ReadonlySet<InstanceId>;
}

/**
 * Which instance is the group's primary.
 * The one that answers and says so. Two that answer: none, for nobody can tell which one the group is. None that answers:
 * the one that last was, so that a dead primary stays in its place on the page. A detached one counts only where there is
 * no other.
 */
export function choosePrimary(
  nodes: Iterable<Node>,
  { previous, detached }: Before,
): { primary: InstanceId | null; livePrimaries: InstanceId[] } {
  const primaries = [...nodes].filter((node) => node.known?.role === "primary");
  const own = primaries.filter((node) => !detached.has(node.id));
  const live: InstanceId[] = [];
  const silent: InstanceId[] = [];
  for (const node of own.length > 0 ? own : primaries) (node.live === null ? silent : live).push(node.id);
  const [first, second] = live.length > 0 ? live : silent;
  if (first !== undefined && second === undefined) return { primary: first, livePrimaries: live };
  const keep = live.length === 0 && previous !== null && silent.includes(previous);
  return { primary: keep ? previous : null, livePrimaries: live };
}
