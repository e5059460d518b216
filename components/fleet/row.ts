import { type Verdict, verdictOf } from "@/components/topology/verdict";
import type { Finding, Group, Instance, Protection, Resync } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";
import { type InstanceState, stateOf } from "@/lib/topology/state";

/** The words a group can be shown in: an instance's, or what only a finding of the group can tell. */
export type FleetState = InstanceState | "critical" | "warning";

export interface Tick {
  readonly id: string;
  readonly state: InstanceState;
}

export interface FleetRow {
  readonly id: string;
  readonly name: string;
  readonly state: FleetState;
  readonly word: string;
  /** Lower is worse. */
  readonly rank: number;
  readonly primary: string | null;
  readonly online: number;
  readonly total: number;
  /** One per replica, worst last, as the eye reads them. */
  readonly ticks: readonly Tick[];
  readonly worstLagBytes: number | null;
  readonly worstLagSeconds: number | null;
  readonly reconnect: Reconnect | null;
  readonly writeBytesPerSecond: number | null;
  /** What is in no verified backup; null: there is none. */
  readonly protection: Protection | null;
  /** Whose sparkline stands for the group: the replica in the worst state, then the farthest behind. */
  readonly sparkOf: string | null;
  /** Why the row is not simply online, from the worst finding. */
  readonly reason: Reason | null;
}

export interface Reason {
  readonly title: string;
  readonly detail: string;
  /** How many findings there are beside it. */
  readonly more: number;
  readonly action: Finding["action"];
}

/** What a reconnect of the worst replica would cost, as its card says it. */
export interface Reconnect extends Verdict {
  readonly verdict: Resync["verdict"] | "syncing";
  readonly headroomSeconds: number | null;
}

const order: readonly FleetState[] = [
  "unreachable",
  "unreadable",
  "link-down",
  "critical",
  "lagging",
  "warning",
  "loading",
  "syncing",
  "unknown",
  "online",
];

const groupWords = { critical: "Critical", warning: "Warning" };

const cache = new WeakMap<Group, FleetRow>();

/** The row of a group, made once per picture of it: groups are immutable and thresholds do not change while a page is open. */
export function fleetRow(group: Group, lag: LagThresholds): FleetRow {
  const known = cache.get(group);
  if (known !== undefined) return known;
  const row = makeRow(group, lag);
  cache.set(group, row);
  return row;
}

function makeRow(group: Group, lag: LagThresholds): FleetRow {
  const replicas = group.instances.filter(({ role, id }) => role !== "primary" && id !== group.primary);
  const states = new Map(group.instances.map((instance) => [instance.id, stateOf(instance, lag)]));
  const rankOf = (instance: Instance): number => states.get(instance.id)?.rank ?? 0;
  const byWorst = [...replicas].sort(
    (a, b) => rankOf(a) - rankOf(b) || (b.lagSeconds ?? -1) - (a.lagSeconds ?? -1),
  );
  const { state, word } = worstState(group, [...states.values()]);
  const primary = group.instances.find(({ id }) => id === group.primary);
  return {
    id: group.id,
    name: group.name,
    state,
    word,
    rank: order.indexOf(state),
    primary: primary?.name ?? null,
    online: replicas.filter((one) => states.get(one.id)?.state === "online").length,
    total: replicas.length,
    ticks: byWorst.map(({ id }) => ({ id, state: states.get(id)?.state ?? "unknown" }) as const).reverse(),
    worstLagBytes: largest(replicas.map(({ lagBytes }) => lagBytes)),
    worstLagSeconds: largest(replicas.map(({ lagSeconds }) => lagSeconds)),
    reconnect: worstReconnect(group, replicas),
    writeBytesPerSecond: primary?.writeBytesPerSecond ?? null,
    protection: group.protection,
    sparkOf: byWorst[0]?.id ?? null,
    reason: reasonOf(group),
  };
}

function worstState(
  group: Group,
  states: readonly { state: InstanceState; word: string }[],
): { state: FleetState; word: string } {
  const worst = states.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0];
  const own = worst ?? { state: "unknown", word: "Unknown" };
  if (group.status !== "critical" && group.status !== "warning") return own;
  const told = { state: group.status, word: groupWords[group.status] };
  return order.indexOf(own.state) <= order.indexOf(told.state) ? own : told;
}

const severityRank = { critical: 0, warning: 1, info: 2 };

function reasonOf(group: Group): FleetRow["reason"] {
  const [worst, ...others] = group.findings.toSorted(
    (a, b) => severityRank[a.severity] - severityRank[b.severity] || a.since.localeCompare(b.since),
  );
  if (worst === undefined || group.status === "ok") return null;
  return { title: worst.title, detail: worst.detail, more: others.length, action: worst.action };
}

const verdictRank = { syncing: 0, full: 1, "at-risk": 2, partial: 3 };

function worstReconnect(group: Group, replicas: readonly Instance[]): Reconnect | null {
  const all = replicas.flatMap((replica): Reconnect[] => {
    const verdict = replica.link?.state === "syncing" ? "syncing" : (replica.resync?.verdict ?? null);
    if (verdict === null) return [];
    const upstream = group.instances.find(({ id }) => id === replica.upstream) ?? null;
    const headroomSeconds = replica.resync?.headroomSeconds ?? null;
    return [{ ...verdictOf(replica, upstream, []), verdict, headroomSeconds }];
  });
  const seconds = (one: Reconnect): number => one.headroomSeconds ?? Number.POSITIVE_INFINITY;
  return (
    all.sort((a, b) => verdictRank[a.verdict] - verdictRank[b.verdict] || seconds(a) - seconds(b))[0] ?? null
  );
}

/** Null when none is known: an unknown lag is never a small one. */
function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
