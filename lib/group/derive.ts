import type { BackupStanding } from "@/lib/backup/facts";
import { primaryOf, protectionOf } from "@/lib/backup/protection";
import type { EventDraft, Finding, Group, Instance, InstancePatch } from "@/lib/contract";
import type { Context } from "@/lib/diagnosis/context";
import { diagnose } from "@/lib/diagnosis/diagnose";
import type { HeartbeatLog } from "@/lib/lag/heartbeat";
import type { OffsetTracks } from "@/lib/lag/tracks";
import type { KnownSentinel } from "@/lib/sentinel/reading";
import { sentinelOf } from "@/lib/sentinel/view";
import { eventsOf } from "./events";
import { rememberForks } from "./forks";
import { rememberFormers } from "./former";
import { buildGraph } from "./graph";
import { rememberHandover } from "./handover";
import { tellStories } from "./link-story";
import { measure } from "./measure";
import type { InstanceId, LagThresholds, Member, Resolve } from "./member";
import type { DeriveMemory } from "./memory";
import type { Graph } from "./node";
import { patchesOf, same } from "./patch";
import { rememberProcesses } from "./process-memory";
import { rememberRefusals } from "./refusals";
import type { FleetView } from "./silence";
import { structureChanged } from "./structure";

export interface DeriveInput {
  readonly id: string;
  readonly name: string;
  readonly demo: boolean;
  readonly run: string | null;
  readonly members: ReadonlyMap<InstanceId, Member>;
  /** Members that a run detached and nothing has attached since. */
  readonly detached: ReadonlySet<InstanceId>;
  readonly resolve: Resolve;
  /** The Sentinels that are known; none where nobody says there is one. */
  readonly sentinels: readonly KnownSentinel[];
  /** Unix milliseconds, on the clock the readings' intervals are on. */
  readonly nowMs: number;
  readonly thresholds: LagThresholds;
  readonly pollIntervalMs: number;
  /** Takes in the members' readings; readings between two derivations may be recorded by the caller as well. */
  readonly tracks: OffsetTracks;
  /** What was written to the group's primary for its replicas to show; null: no heartbeat is. */
  readonly heartbeats: HeartbeatLog | null;
  /** The whole fleet this group is watched in. */
  readonly fleet: FleetView;
  /** Its backups, and what is asked of them; null: they are not read. */
  readonly backups: BackupStanding | null;
  readonly previous: Group | null;
  /** Of this group alone; changed here. */
  readonly memory: DeriveMemory;
}

export interface Derived {
  readonly group: Group;
  readonly rows: InstancePatch[];
  /** Roles, links (upstream, or up or not up) or members changed: the revision rose. */
  readonly structureChanged: boolean;
  /** What the Sentinels say is another thing, the time they were asked aside. */
  readonly sentinelChanged: boolean;
  /** The newest verified backup is another one, or whether it can be counted from. */
  readonly protectionChanged: boolean;
  /** Newly open, or open with another severity. */
  readonly opened: Finding[];
  readonly closed: Finding[];
  readonly events: EventDraft[];
}

/** From readings to the contract's Group, and what changed since `previous`. Linear in the members. */
export function deriveGroup(input: DeriveInput): Derived {
  const { id, name, members, previous, memory, nowMs } = input;
  for (const member of members.values())
    if (member.reading !== null) input.tracks.record(member.id, member.reading);
  const graph = buildGraph(members, input.resolve, {
    previous: previous?.primary ?? null,
    detached: input.detached,
  });
  rememberProcesses(memory.processes, graph, nowMs);
  const before = memory.handover.primary;
  rememberHandover(memory.handover, graph);
  rememberFormers(memory.formers, graph, before, nowMs);
  rememberRefusals(memory.refusals, graph);
  const { instances, lagAtLeastSeconds } = measure(graph, { ...input, group: id });
  tellStories(graph, instances, memory.stories, nowMs);
  const sentinel = sentinelOf(input.sentinels, input, memory.sentinel);
  const primary = primaryOf({ primary: graph.primary, instances });
  rememberForks(memory.forks, primary);
  const verified = input.backups?.facts.newest ?? null;
  const protection =
    verified === null ? null : protectionOf(verified, primary, nowMs, [...memory.forks.values()]);
  const context: Context = {
    group: { id, name, mode: modeOf(members, sentinel) },
    graph,
    instances: new Map(instances.map((instance) => [instance.id, instance])),
    lagAtLeastSeconds,
    stories: memory.stories,
    thresholds: input.thresholds,
    pollIntervalMs: input.pollIntervalMs,
    processes: memory.processes,
    handover: memory.handover.latest,
    formers: memory.formers,
    refusals: memory.refusals,
    fleet: input.fleet,
    sentinel,
    backups: input.backups,
    protection,
  };
  const { open, opened, closed } = diagnose(context, memory.findings, nowMs);
  const changed = structureChanged(previous, { primary: graph.primary, instances });
  const group: Group = {
    id,
    name,
    mode: context.group.mode,
    status: statusOf(graph, open),
    revision: (previous?.revision ?? 0) + (changed ? 1 : 0),
    sampledAt: newest(instances),
    primary: graph.primary,
    instances,
    findings: open,
    sentinel,
    protection,
    run: input.run,
    demo: input.demo,
  };
  const events = eventsOf({ group, previous, graph, opened, closed, nowMs, fleet: input.fleet }, memory);
  const rows = patchesOf(previous?.instances ?? [], instances);
  const sentinelChanged = !same(said(previous?.sentinel ?? null), said(sentinel));
  const was = previous?.protection ?? null;
  const protectionChanged = was?.backup !== protection?.backup || was?.unknown !== protection?.unknown;
  return {
    group,
    rows,
    structureChanged: changed,
    sentinelChanged,
    protectionChanged,
    opened,
    closed,
    events,
  };
}

const said = (sentinel: Group["sentinel"]): unknown =>
  sentinel === null ? null : { ...sentinel, sampledAt: null };

/** A Sentinel is in charge where one listens to a member, or where one that answers watches one. */
function modeOf(members: ReadonlyMap<InstanceId, Member>, sentinel: Group["sentinel"]): Group["mode"] {
  const watched = sentinel?.sentinels.some(({ primary }) => primary !== null) ?? false;
  let mode: Group["mode"] = watched ? "sentinel" : "replication";
  for (const { slow } of members.values()) {
    if (slow?.server?.mode === "cluster") return "cluster";
    if ((slow?.sentinelSubscribers ?? 0) > 0) mode = "sentinel";
  }
  return mode;
}

function statusOf(graph: Graph, findings: readonly Finding[]): Group["status"] {
  const gravest = findings[0]?.severity;
  if (gravest === "critical" || gravest === "warning") return gravest;
  return [...graph.nodes.values()].some((node) => node.live !== null) ? "ok" : "unknown";
}

const newest = (instances: readonly Instance[]): string | null =>
  instances.reduce<string | null>(
    (latest, { sampledAt }) =>
      sampledAt !== null && (latest === null || sampledAt > latest) ? sampledAt : latest,
    null,
  );
