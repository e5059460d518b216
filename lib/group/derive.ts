import type { EventDraft, Finding, Group, Instance, InstancePatch } from "@/lib/contract";
import type { Context } from "@/lib/diagnosis/context";
import { diagnose } from "@/lib/diagnosis/diagnose";
import type { HeartbeatLog } from "@/lib/lag/heartbeat";
import type { OffsetTracks } from "@/lib/lag/tracks";
import { eventsOf } from "./events";
import { buildGraph } from "./graph";
import { rememberHandover } from "./handover";
import { tellStories } from "./link-story";
import { measure } from "./measure";
import type { InstanceId, LagThresholds, Member, Resolve } from "./member";
import type { DeriveMemory } from "./memory";
import type { Graph } from "./node";
import { patchesOf } from "./patch";
import { rememberProcesses } from "./process-memory";
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
  readonly previous: Group | null;
  /** Of this group alone; changed here. */
  readonly memory: DeriveMemory;
}

export interface Derived {
  readonly group: Group;
  readonly rows: InstancePatch[];
  /** Roles, links (upstream, or up or not up) or members changed: the revision rose. */
  readonly structureChanged: boolean;
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
  rememberHandover(memory.handover, graph);
  const { instances, lagAtLeastSeconds } = measure(graph, { ...input, group: id });
  tellStories(graph, instances, memory.stories, nowMs);
  const context: Context = {
    group: { id, name, mode: modeOf(members) },
    graph,
    instances: new Map(instances.map((instance) => [instance.id, instance])),
    lagAtLeastSeconds,
    stories: memory.stories,
    thresholds: input.thresholds,
    pollIntervalMs: input.pollIntervalMs,
    processes: memory.processes,
    handover: memory.handover.latest,
    fleet: input.fleet,
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
    run: input.run,
    demo: input.demo,
  };
  const events = eventsOf(
    { group, previous, graph, opened, closed, nowMs, fleet: input.fleet },
    memory.events,
  );
  const rows = patchesOf(previous?.instances ?? [], instances);
  return { group, rows, structureChanged: changed, opened, closed, events };
}

function modeOf(members: ReadonlyMap<InstanceId, Member>): Group["mode"] {
  let mode: Group["mode"] = "replication";
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
