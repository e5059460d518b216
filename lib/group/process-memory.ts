import { formatAddress } from "@/lib/info/address";
import type { Role } from "@/lib/info/view";
import { loadsAtStart } from "./instance";
import type { InstanceId } from "./member";
import type { Graph, Node } from "./node";

/** A primary that came back without the data it had. */
export interface Wipe {
  readonly atMs: number;
  readonly keysBefore: number;
  readonly keysAfter: number;
}

/** What is remembered of a member's process, and of the one before it at the same address. */
export interface ProcessMemory {
  readonly runId: string;
  readonly role: Role;
  readonly replid: string;
  readonly keys: number | null;
  /** Where this process stood when it was first seen: `primary`, or the upstream it followed. */
  readonly firstPlace: string;
  /** Where it stands now, in the same words. */
  readonly place: string;
  readonly wipe: Wipe | null;
}

/** A primary that keeps no more than this share of its keys over a restart has lost its data set. */
const COLLAPSED = 0.1;
/** It is told no longer once so much is there again, */
const RESTORED = 0.5;
/** or after a day: whoever has not acted by then has accepted it. */
const FORGET_MS = 24 * 60 * 60_000;

/** Takes in who every member is now. Changes `memory`, which keeps one entry for each member there is. */
export function rememberProcesses(memory: Map<InstanceId, ProcessMemory>, graph: Graph, nowMs: number): void {
  for (const id of memory.keys()) if (!graph.nodes.has(id)) memory.delete(id);
  for (const node of graph.nodes.values()) {
    const now = processOf(node, memory.get(node.id) ?? null, graph, nowMs);
    if (now !== null) memory.set(node.id, now);
  }
}

/** Null: it does not answer, has not said who it is, or has not read its data yet. */
function processOf(
  node: Node,
  before: ProcessMemory | null,
  graph: Graph,
  nowMs: number,
): ProcessMemory | null {
  // All of one INFO reply: between the first reading of a new process and its slow facts, the two are of different ones.
  const { server = null, history = null, keyspace = null } = node.member.slow ?? {};
  if (node.live === null || server === null || history === null || loadsAtStart(node)) return null;
  const { runId } = server;
  const { role, replid } = history;
  const place = placeOf(node);
  const keys = keyspace?.keys ?? null;
  const isSame = before?.runId === runId && before.role === role && before.replid === replid;
  if (isSame && before.keys === keys && before.place === place && before.wipe === null) return before;
  const firstPlace = before?.runId === runId ? before.firstPlace : place;
  const found = { runId, role, replid, keys, firstPlace, place };
  const followed = (graph.followers.get(node.id) ?? []).length > 0;
  return { ...found, wipe: wipeOf(found, history.previousReplid, before, followed, nowMs) };
}

function placeOf(node: Node): string {
  const following = node.live?.view.following ?? null;
  return following === null ? "primary" : (node.upstream ?? formatAddress(following.upstream));
}

/**
 * Another process than before, with another history that does not go on from the old one (as it does after a restart from
 * an RDB, rdbPopulateSaveInfo in rdb.c), and next to none of the keys. FLUSHALL keeps the process, and what loads its data
 * from an AOF keeps the keys. Where nobody follows, an empty restart harms no copy.
 */
function wipeOf(
  now: Omit<ProcessMemory, "wipe">,
  previousReplid: string | null,
  before: ProcessMemory | null,
  followed: boolean,
  nowMs: number,
): Wipe | null {
  if (before === null || now.role !== "primary" || now.keys === null) return null;
  if (before.runId === now.runId) return stillWiped(before.wipe, now.keys, nowMs);
  const keysBefore = before.wipe?.keysBefore ?? before.keys ?? 0;
  const goesOn = now.replid === before.replid || previousReplid === before.replid;
  if (before.role !== "primary" || goesOn || !followed || keysBefore === 0) return null;
  if (now.keys > COLLAPSED * keysBefore) return null;
  return { atMs: nowMs, keysBefore, keysAfter: now.keys };
}

const stillWiped = (wipe: Wipe | null, keys: number, nowMs: number): Wipe | null =>
  wipe === null || keys >= RESTORED * wipe.keysBefore || nowMs - wipe.atMs >= FORGET_MS ? null : wipe;
