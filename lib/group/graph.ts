import type { ListedReplica, ReplicationView } from "@/lib/info/view";
import { isReplica } from "@/lib/topology/discover";
import { findRings, findRoots } from "@/lib/topology/rings";
import type { InstanceId, Member, Resolve } from "./member";
import { byText, type Graph, type Node } from "./node";
import { type Before, choosePrimary } from "./primary";

/**
 * Joins members into a graph. Linear in members and listed replicas.
 * @param before who the group's primary was: it stays so while none that claims to be one answers; and who was detached
 */
export function buildGraph(
  members: ReadonlyMap<InstanceId, Member>,
  resolve: Resolve,
  before: Before,
): Graph {
  const ids = [...members.keys()].sort(byText);
  const lists = new Map<InstanceId, Map<InstanceId, ListedReplica>>();
  const parents = new Map<InstanceId, InstanceId | null>();
  for (const id of ids) {
    const member = members.get(id);
    const following = member?.lastReached?.view.following ?? null;
    const upstream = following === null ? null : resolve(following.upstream);
    parents.set(id, upstream !== null && members.has(upstream) ? upstream : null);
    if (member?.reading?.state === "reached") lists.set(id, listedBy(member.reading.view, resolve));
  }
  const nodes = new Map<InstanceId, Node>();
  const followers = new Map<InstanceId, InstanceId[]>();
  for (const id of ids) {
    const member = members.get(id);
    if (member === undefined) continue;
    const upstream = parents.get(id) ?? null;
    const listed = upstream === null ? null : (lists.get(upstream)?.get(id) ?? null);
    const reading = member.reading;
    const live = reading?.state === "reached" ? { at: reading.at, view: reading.view } : null;
    nodes.set(id, { id, member, live, known: member.lastReached?.view ?? null, upstream, listed });
    if (upstream === null) continue;
    const siblings = followers.get(upstream);
    if (siblings === undefined) followers.set(upstream, [id]);
    else siblings.push(id);
  }
  const { primary, livePrimaries } = choosePrimary(nodes.values(), before);
  return { nodes, followers, roots: findRoots(parents), rings: findRings(parents), livePrimaries, primary };
}

function listedBy(view: ReplicationView, resolve: Resolve): Map<InstanceId, ListedReplica> {
  const lines = new Map<InstanceId, ListedReplica>();
  for (const line of view.listed) {
    if (!isReplica(line)) continue;
    const id = resolve(line.address);
    if (id !== null) lines.set(id, line);
  }
  return lines;
}
