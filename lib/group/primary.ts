import type { InstanceId } from "./member";
import type { Node } from "./node";

/**
 * Which instance is the group's primary.
 * The one that answers and says so. Two that answer: none, for nobody can tell which one the group is. None that answers:
 * the one that last was, so that a dead primary stays in its place on the page.
 */
export function choosePrimary(
  nodes: Iterable<Node>,
  previousPrimary: InstanceId | null,
): { primary: InstanceId | null; livePrimaries: InstanceId[] } {
  const live: InstanceId[] = [];
  const silent: InstanceId[] = [];
  for (const node of nodes) {
    if (node.known?.role !== "primary") continue;
    (node.live === null ? silent : live).push(node.id);
  }
  const [first, second] = live.length > 0 ? live : silent;
  if (first !== undefined && second === undefined) return { primary: first, livePrimaries: live };
  const keep = live.length === 0 && previousPrimary !== null && silent.includes(previousPrimary);
  return { primary: keep ? previousPrimary : null, livePrimaries: live };
}
