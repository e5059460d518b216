import type { Instance } from "@/lib/contract";
import { parseAddress } from "@/lib/info/address";
import { isAtLeast, versionOf } from "@/lib/info/version";
import { type Blueprint, noLoss, sketchOf } from "../blueprint";
import { configOf, type PlanContext } from "../context";
import { isLoading, primaryAbove, type Scene } from "../scene";
import { bgsave, guardSave, unguardSave, verify } from "../steps";

/** Saves a data set on an instance's own disk, on a replica wherever there is one. */
export function planBackup(context: PlanContext, source: Instance): Blueprint {
  const scene: Scene = {
    context,
    action: "backup",
    target: source,
    upstream: null,
    primary: primaryAbove(context, source),
    method: null,
    moves: [],
    left: [],
    changed: [],
  };
  const guarded = failedSaveKills(context, source) === "yes";
  return {
    scene,
    title: `Back up from ${source.name}?`,
    steps: [
      ...(guarded ? [guardSave(source)] : []),
      bgsave(source),
      ...(guarded ? [unguardSave(source)] : []),
      verify(source, `This very save of ${source.name} ended well, and it answers.`),
    ],
    effects: [],
    dataLoss: noLoss,
    writePauseSeconds: null,
    after: sketchOf(context),
    confirm: confirm(context, source),
  };
}

function confirm(context: PlanContext, source: Instance): Blueprint["confirm"] {
  const reasons = [
    ...(source.role === "primary"
      ? [`${source.name} is the primary: saving forks it and slows its writes.`]
      : []),
    ...(failedSaveKills(context, source) === "unknown"
      ? [`A failed save can stop ${source.name}: its settings can't be read, so nobody can rule it out.`]
      : []),
  ];
  return reasons.length === 0 ? null : { tier: 2, type: null, text: reasons.join(" ") };
}

/**
 * Whether a failed save would abort this replica at the next write it receives: from 7.0 on, with save points,
 * stop-writes-on-bgsave-error yes and replica-ignore-disk-write-errors no, which are all the defaults.
 * Source: server.c, processCommand ("Replica was unable to write command to disk").
 */
export function failedSaveKills(context: PlanContext, source: Instance): "yes" | "no" | "unknown" {
  const version = versionOf(source);
  if (source.role === "primary" || (version !== null && !isAtLeast(version, 7, 0))) return "no";
  const config = configOf(context, source.id);
  if (config === null) return "unknown";
  const deadly =
    config.get("save") !== "" &&
    config.get("stop-writes-on-bgsave-error") !== "no" &&
    config.get("replica-ignore-disk-write-errors") !== "yes";
  return deadly ? "yes" : "no";
}

/**
 * The best instance to save on; null when none answers. A replica before the primary; its link up; nothing else
 * running; away from the primary's host; then the least behind, the least memory, and the name.
 */
export function bestSource(context: PlanContext): Instance | null {
  const primaryHosts = new Set(
    context.group.instances.filter(({ role }) => role === "primary").map(({ id }) => hostOf(id)),
  );
  const ranks = (instance: Instance): (number | string)[] => [
    Number(instance.role !== "replica"),
    Number(isBusy(context, instance)),
    Number(instance.link?.state !== "up"),
    Number(primaryHosts.has(hostOf(instance.id))),
    Math.round(instance.lagSeconds ?? Number.MAX_SAFE_INTEGER),
    instance.memory?.usedBytes ?? Number.MAX_SAFE_INTEGER,
    instance.name,
    instance.id,
  ];
  const [best] = context.group.instances
    .filter((instance) => instance.reachable && instance.role !== null)
    .map((instance) => ({ instance, ranks: ranks(instance) }))
    .sort((a, b) => compare(a.ranks, b.ranks));
  return best?.instance ?? null;
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right !== undefined && left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** Whether BGSAVE would be refused, or would run beside another child process. */
export function isBusy(context: PlanContext, instance: Instance): boolean {
  const persistence = context.members.get(instance.id)?.slow?.persistence ?? null;
  return isLoading(context, instance) || persistence?.saving === true || persistence?.aofRewriting === true;
}

function hostOf(id: string): string {
  const parsed = parseAddress(id);
  return parsed.ok ? parsed.value.host : id;
}
