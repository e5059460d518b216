import type { EventDraft, Finding, FindingCode, Group, Instance } from "@/lib/contract";
import type { EventMemory } from "./event-memory";
import { failover } from "./failover-event";
import type { InstanceId } from "./member";
import type { DeriveMemory } from "./memory";
import type { Graph } from "./node";
import { copySeen, countedResyncs, type Tell } from "./resync-events";
import { type FleetView, mayBeOurs } from "./silence";

/** Members found this soon after the first look are the group being discovered, not a group that grows. */
const DISCOVERY_MS = 10_000;
const MANY_FAILURES = 2;

/** Findings whose begin and end another event already tells. */
const toldOtherwise: ReadonlySet<FindingCode> = new Set([
  "instance-unreachable",
  "link-down",
  "syncing",
  "loading",
]);

export interface EventInput {
  readonly group: Group;
  readonly previous: Group | null;
  readonly graph: Graph;
  readonly opened: readonly Finding[];
  readonly closed: readonly Finding[];
  readonly nowMs: number;
  readonly fleet: FleetView;
}

/** What happened since the derivation before, in words. Changes `memory`; the first derivation tells nothing but findings. */
export function eventsOf(input: EventInput, { events: memory, sentinel }: DeriveMemory): EventDraft[] {
  const { group, previous, graph, nowMs } = input;
  const drafts: EventDraft[] = [];
  const at = new Date(nowMs).toISOString();
  const tell: Tell = (type, severity, instance, title, detail = "") => {
    drafts.push({ at, type, group: group.id, instance, severity, title, detail, run: group.run });
  };
  const before = new Map(previous?.instances.map((instance) => [instance.id, instance]));
  const now = new Map(group.instances.map((instance) => [instance.id, instance]));
  const nameOf = (id: InstanceId | null): string =>
    id === null ? "its upstream" : (now.get(id)?.name ?? before.get(id)?.name ?? id);
  memory.firstMs ??= nowMs;
  members(before, now, nowMs - memory.firstMs < DISCOVERY_MS || previous === null, tell, memory);
  for (const instance of group.instances) {
    const member = graph.nodes.get(instance.id)?.member;
    const ours = member !== undefined && mayBeOurs(input.fleet, member);
    reach(instance, ours ? 0 : (member?.failures ?? 0), tell, memory);
    role(before.get(instance.id), instance, nameOf, tell);
    link(instance, nameOf, tell, memory);
  }
  for (const node of graph.nodes.values())
    countedResyncs(node, graph.followers.get(node.id) ?? [], nameOf, tell, memory);
  drafts.push(...failover(group, nowMs, nameOf, memory, sentinel));
  findings(input, tell);
  return drafts;
}

function members(
  before: ReadonlyMap<InstanceId, Instance>,
  now: ReadonlyMap<InstanceId, Instance>,
  discovering: boolean,
  tell: Tell,
  memory: EventMemory,
): void {
  for (const [id, { name }] of now)
    if (!discovering && !before.has(id)) tell("instance-joined", "info", id, `${name} joined the group`);
  for (const [id, { name }] of before) {
    if (now.has(id)) continue;
    tell("instance-left", "info", id, `${name} is no longer watched`);
    memory.down.delete(id);
    memory.linkUp.delete(id);
    memory.copying.delete(id);
    memory.replids.delete(id);
    memory.syncs.delete(id);
    memory.returned.delete(id);
  }
}

function reach(instance: Instance, failures: number, tell: Tell, memory: EventMemory): void {
  if (instance.reachable) {
    if (memory.down.delete(instance.id))
      tell("instance-up", "info", instance.id, `${instance.name} answers again`);
  } else if (failures >= MANY_FAILURES && !memory.down.has(instance.id)) {
    memory.down.add(instance.id);
    tell("instance-down", "critical", instance.id, `Can't reach ${instance.name}`, instance.problem ?? "");
  }
}

function role(
  before: Instance | undefined,
  now: Instance,
  nameOf: (id: InstanceId | null) => string,
  tell: Tell,
): void {
  if (before === undefined || before.role === null || now.role === null || before.role === now.role) return;
  if (now.role === "primary") tell("role-changed", "warning", now.id, `${now.name} became a primary`);
  else tell("role-changed", "info", now.id, `${now.name} became a replica of ${nameOf(now.upstream)}`);
}

function link(
  instance: Instance,
  nameOf: (id: InstanceId | null) => string,
  tell: Tell,
  memory: EventMemory,
): void {
  const { id, name, upstream } = instance;
  copySeen(instance, nameOf, tell, memory);
  if (instance.role === "primary") memory.linkUp.delete(id);
  if (instance.link === null) return;
  const up = instance.link.state === "up";
  const was = memory.linkUp.get(id);
  memory.linkUp.set(id, up);
  if (was === undefined || was === up) return;
  if (!up) {
    const unlisted = instance.link.confirmed === false ? `${nameOf(upstream)} no longer lists it.` : "";
    tell("link-down", "critical", id, `${name} lost its link to ${nameOf(upstream)}`, unlisted);
    return;
  }
  tell("link-up", "info", id, `${name} is linked to ${nameOf(upstream)}`);
  if (upstream !== null) memory.returned.set(upstream, [...(memory.returned.get(upstream) ?? []), id]);
}

function findings({ opened, closed }: EventInput, tell: Tell): void {
  for (const finding of opened)
    if (!toldOtherwise.has(finding.code))
      tell("finding-opened", finding.severity, finding.instance, finding.title, finding.detail);
  for (const finding of closed)
    if (!toldOtherwise.has(finding.code))
      tell("finding-closed", "info", finding.instance, `Over: ${finding.title}`);
}
