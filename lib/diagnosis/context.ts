import type { BackupStanding } from "@/lib/backup/facts";
import type {
  Finding,
  FindingCode,
  Group,
  GroupSentinel,
  Instance,
  Protection,
  Severity,
} from "@/lib/contract";
import type { Former } from "@/lib/group/former";
import type { Handover } from "@/lib/group/handover";
import type { LinkStory } from "@/lib/group/link-story";
import type { InstanceId, LagThresholds } from "@/lib/group/member";
import type { Graph, Node } from "@/lib/group/node";
import type { ProcessMemory } from "@/lib/group/process-memory";
import type { Refusals } from "@/lib/group/refusals";
import type { FleetView } from "@/lib/group/silence";
import { shares } from "@/lib/lag/shared";

/** What a rule looks at: the group as it is now, joined and measured. */
export interface Context {
  readonly group: { readonly id: string; readonly name: string; readonly mode: Group["mode"] };
  readonly graph: Graph;
  readonly instances: ReadonlyMap<InstanceId, Instance>;
  /** Replicas whose offset is older than all we saw of the primary: how many seconds they are behind at least. */
  readonly lagAtLeastSeconds: ReadonlyMap<InstanceId, number>;
  /** Of each replica whose upstream is a member. */
  readonly stories: ReadonlyMap<InstanceId, LinkStory>;
  readonly thresholds: LagThresholds;
  readonly pollIntervalMs: number;
  readonly processes: ReadonlyMap<InstanceId, ProcessMemory>;
  /** The last change of the primary that was seen. */
  readonly handover: Handover | null;
  /** Those who were the primary before. */
  readonly formers: ReadonlyMap<InstanceId, Former>;
  readonly refusals: ReadonlyMap<InstanceId, Refusals>;
  readonly fleet: FleetView;
  readonly sentinel: GroupSentinel | null;
  /** Null: they are not read yet, or cannot be. */
  readonly backups: BackupStanding | null;
  readonly protection: Protection | null;
}

/** A finding before it has an id, a group and a since. */
export interface FindingDraft {
  readonly instance: InstanceId | null;
  /** Where it differs from its rule's. */
  readonly severity?: Severity;
  /** Where it differs from its rule's. */
  readonly holdMs?: number;
  readonly title: string;
  readonly detail: string;
  readonly evidence: Finding["evidence"];
  readonly advice: string;
  readonly action: Finding["action"];
}

/** A row of the rule table. */
export interface Rule {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What must hold, in a sentence. */
  readonly when: string;
  /** How long it must hold before it is shown. */
  readonly holdMs: (pollIntervalMs: number) => number;
  /** How long it must be gone before it is closed. */
  readonly clearMs: number;
  readonly fires: (context: Context) => FindingDraft[];
}

export const atOnce = (): number => 0;
/** Seen by two rounds of polls: one alone may have met the group in the middle of a change. */
export const twoRounds = (pollIntervalMs: number): number => 0.9 * pollIntervalMs;

/** A missed answer or two are no end of a state: it is closed only after so long without. */
export const BLINK_MS = 3000;

export const nameOf = (context: Context, id: InstanceId): string => context.instances.get(id)?.name ?? id;

/** Members that answer now and follow somebody, with what both ends say. */
export function followersNow(context: Context): readonly Follower[] {
  const known = followersOf.get(context);
  if (known !== undefined) return known;
  const rows: Follower[] = [];
  for (const node of context.graph.nodes.values()) {
    const instance = context.instances.get(node.id);
    if (node.live !== null && node.live.view.following !== null && instance !== undefined)
      rows.push({ node, live: node.live, instance });
  }
  followersOf.set(context, rows);
  return rows;
}

interface Follower {
  readonly node: Node;
  readonly live: NonNullable<Node["live"]>;
  readonly instance: Instance;
}

/** All members. */
export function nodesOf(context: Context): readonly Node[] {
  const known = allOf.get(context);
  if (known !== undefined) return known;
  const nodes = [...context.graph.nodes.values()];
  allOf.set(context, nodes);
  return nodes;
}

// Most rules go over one of these; of a thousand instances they would be listed anew forty times a second.
const followersOf = new WeakMap<Context, readonly Follower[]>();
const allOf = new WeakMap<Context, readonly Node[]>();

/** How the upstream of a node is called: its name, or the address the replica dials. */
export function upstreamName(context: Context, node: Node): string {
  if (node.upstream !== null) return nameOf(context, node.upstream);
  const address = node.known?.following?.upstream;
  return address === undefined ? "its upstream" : `${address.host}:${address.port}`;
}

const MANY_FAILURES = 2;

/** Whether an instance has failed to answer more than once in a row. */
export const doesNotAnswer = (node: Node): boolean =>
  node.member.reading?.state === "unreachable" && node.member.failures >= MANY_FAILURES;

/**
 * The primary that is gone for everybody: it does not answer us, and every direct replica that does answer says that its
 * link is down. One replica still linked to it means that it lives and only we cannot reach it. One that waits for it in a
 * failover is the old primary, and what does not answer is its successor, which never was one.
 */
export function gonePrimary(context: Context): InstanceId | null {
  const { graph } = context;
  for (const node of graph.nodes.values()) {
    const top = node.id === graph.primary || (graph.primary === null && node.known === null);
    if (!top || !doesNotAnswer(node)) continue;
    const views = (graph.followers.get(node.id) ?? []).flatMap((id) => graph.nodes.get(id)?.live?.view ?? []);
    if (views.some((view) => view.failover === "in-progress")) continue;
    if (views.length > 0 && views.every((view) => view.following?.linkUp === false)) return node.id;
  }
  return null;
}

/**
 * The replica to promote when there is no primary: it answers, may be promoted, and has come farthest in the history that
 * the lost primary was last read in. An offset of another history says nothing beside these; it counts only where none
 * shares that one, or nobody knows it.
 */
export function bestCandidate(context: Context): InstanceId | null {
  const held = context.graph.nodes.get(context.graph.primary ?? "")?.known ?? null;
  let best: { readonly id: InstanceId; readonly shared: boolean; readonly offset: number } | null = null;
  for (const { instance, live } of followersNow(context)) {
    if (instance.priority === 0 || instance.offset === null) continue;
    const [shared, offset] = [held !== null && shares(held, live.view), instance.offset];
    const better = best === null || (shared === best.shared ? offset > best.offset : shared);
    if (better) best = { id: instance.id, shared, offset };
  }
  return best?.id ?? null;
}
