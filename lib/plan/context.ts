import type { MissingRight } from "@/lib/acl";
import type { ClientList, Group, Instance } from "@/lib/contract";
import type { InstanceId, Member, Resolve } from "@/lib/group/member";
import type { ReplicationView } from "@/lib/info/view";
import type { BackupFacts } from "./backup-facts";
import type { Logins } from "./login";
import type { RestoreFacts } from "./restore-facts";

/** All a plan is made from: one derivation of a group, and the readings it was derived from. */
export interface PlanContext {
  readonly group: Group;
  readonly members: ReadonlyMap<InstanceId, Member>;
  readonly resolve: Resolve;
  /** Unix milliseconds, on the clock the readings were taken by. */
  readonly nowMs: number;
  /** The new plan's id. */
  readonly id: string;
  readonly settings: PlanSettings;
  /** Who is connected to an instance; read for a disconnect alone. */
  readonly clients?: ClientsRead | null;
  /**
   * When a history was at an offset, Unix milliseconds, by what was seen of it: at the earliest then, where it was not seen to come
   * so far. Null: before it was watched, or never.
   */
  readonly reachedMs?: (replid: string, offset: number) => number | null;
  /** Whether the links of the plan could log in; undefined where nobody asked. */
  readonly logins?: Logins;
  /** Rules that users lack for the commands of the plan; undefined where nobody asked. */
  readonly missingRights?: readonly MissingRight[];
  /** Left out: nothing is known beside the instances. */
  readonly backups?: BackupFacts;
  /** What a restore is made from; left out of everything else. */
  readonly restore?: RestoreFacts;
}

export type ClientsRead = Pick<ClientList, "instance" | "clients">;

export interface PlanSettings {
  /** The longest time writes may be paused. */
  readonly failoverTimeoutSeconds: number;
  /** How long a plan may be started. */
  readonly planLifeSeconds: number;
}

/** Why no plan could be made at all. Whatever else forbids an action is a failed check of the plan. */
export interface PlanRefusal {
  readonly code: "unknown-instance" | "unknown-upstream" | "unknown-backup" | "bad-request";
  readonly detail: string;
}

/** The group's instance of that id, or null. */
export const instanceOf = (context: PlanContext, id: InstanceId | null): Instance | null =>
  context.group.instances.find((instance) => instance.id === id) ?? null;

/** The newest INFO replication of an instance, however old; null when it was never reached. */
export function viewOf(context: PlanContext, id: InstanceId): ReplicationView | null {
  const member = context.members.get(id);
  if (member?.reading?.state === "reached") return member.reading.view;
  return member?.lastReached?.view ?? null;
}

/** Its settings by name; null when CONFIG could not be asked. */
export const configOf = (context: PlanContext, id: InstanceId): ReadonlyMap<string, string> | null =>
  context.members.get(id)?.slow?.config ?? null;

/** Where it keeps its settings: the file's path, `none` without a file, null when that is not known. */
export function configFileOf(context: PlanContext, id: InstanceId): string | null {
  const server = context.members.get(id)?.slow?.server ?? null;
  return server === null ? null : (server.configFile ?? "none");
}

/** The instances directly below `id`, by name. */
export const followersOf = (context: PlanContext, id: InstanceId): Instance[] =>
  context.group.instances.filter((instance) => instance.upstream === id && instance.id !== id).sort(byName);

/** Order of lists: by name, then by id, never by lag, so that a plan made twice is the same plan. */
export const byName = (a: Instance, b: Instance): number =>
  a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1;

/** `a`, `a and b`, `a, b and c`. */
export function listNames(instances: readonly Instance[]): string {
  const names = instances.map((instance) => instance.name);
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
