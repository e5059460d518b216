import type { Group, Instance } from "@/lib/contract";
import { formatBytes, formatCount, formatSeconds } from "@/lib/format";
import type { LagThresholds } from "@/lib/group/member";
import { stateOf } from "./state";

/**
 * A group as a tree for a terminal, one line an instance: each replica under its upstream, with its lag.
 * Whatever hangs on nothing known stands at the left; members of a ring are printed once.
 */
export function treeLines(group: Group, lag: LagThresholds): string[] {
  const known = new Map(group.instances.map((instance) => [instance.id, instance]));
  const printed = new Set<string>();
  const lines: string[] = [];

  const print = (instance: Instance, first: string, rest: string) => {
    if (printed.has(instance.id)) return;
    printed.add(instance.id);
    lines.push(first + describe(instance, lag));
    const below = group.instances.filter((one) => one.upstream === instance.id && !printed.has(one.id));
    for (const [i, replica] of below.entries()) {
      const isLast = i === below.length - 1;
      print(replica, `${rest}${isLast ? "└─ " : "├─ "}`, `${rest}${isLast ? "   " : "│  "}`);
    }
  };
  const isRoot = ({ upstream }: Instance) => upstream === null || !known.has(upstream);
  for (const instance of group.instances) if (isRoot(instance)) print(instance, "", "");
  for (const instance of group.instances) print(instance, "", "");
  return lines;
}

function describe(instance: Instance, lag: LagThresholds): string {
  const { word } = stateOf(instance, lag);
  const parts = [instance.id, instance.role ?? "unknown role", word];
  if (instance.problem !== null) parts.push(instance.problem);
  else if (instance.role === "primary") parts.push(`offset ${formatCount(instance.offset)}`);
  else if (instance.role === "replica")
    parts.push(`${formatBytes(instance.lagBytes)} behind`, `${formatSeconds(instance.lagSeconds)} behind`);
  // A terminal breaks no lines, and people search its text for plain spaces.
  return parts.join("  ").replaceAll("\u00a0", " ");
}
