import type { BackupMethod, Instance } from "@/lib/contract";
import { isAtLeast, versionOf } from "@/lib/info/version";
import { type Blueprint, noLoss, sketchOf } from "../blueprint";
import { configOf, type PlanContext } from "../context";
import { isLoading, primaryAbove, type Scene } from "../scene";
import { bgsave, guardSave, receiveRdb, unguardSave, verify } from "../steps";
import { forkingBeside, hostOf, isTight, wayFor, writesOnItsDisk } from "./backup-way";

/**
 * Takes a data set, of a replica wherever there is one: over the wire to Tidemark's disk, or saved on the instance's own.
 * @param method left out: over the wire wherever that can be
 */
export function planBackup(context: PlanContext, source: Instance, method?: BackupMethod): Blueprint {
  const way = method ?? wayFor(context, source);
  const scene: Scene = {
    context,
    action: "backup",
    target: source,
    upstream: null,
    primary: primaryAbove(context, source),
    method: null,
    way,
    moves: [],
    left: [],
    changed: [],
  };
  const guarded = failedSaveKills(context, source, way) === "yes";
  return {
    scene,
    title: `Back up from ${source.name}?`,
    steps: [
      ...(guarded ? [guardSave(source)] : []),
      way === "wire" ? receiveRdb(source) : bgsave(source),
      ...(guarded ? [unguardSave(source)] : []),
      verify(
        source,
        way === "wire"
          ? `${source.name} is what it was before its copy.`
          : `This very save of ${source.name} ended well, and it answers.`,
      ),
    ],
    effects: [],
    dataLoss: noLoss,
    writePauseSeconds: null,
    after: sketchOf(context),
    confirm: confirm(context, source, way),
  };
}

function confirm(context: PlanContext, source: Instance, way: BackupMethod): Blueprint["confirm"] {
  const reasons = [
    ...(source.role === "primary"
      ? [`${source.name} is the primary: saving forks it and slows its writes.`]
      : []),
    ...(failedSaveKills(context, source, way) === "unknown"
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
export function failedSaveKills(
  context: PlanContext,
  source: Instance,
  way: BackupMethod,
): "yes" | "no" | "unknown" {
  const version = versionOf(source);
  if (writesOnItsDisk(context, source, way) === false) return "no";
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
 * running, on its host neither, which has memory for a fork; away from the primary's host; then the least behind, the least memory, and the name.
 */
export function bestSource(context: PlanContext): Instance | null {
  const primaryHosts = new Set(
    context.group.instances.filter(({ role }) => role === "primary").map(({ id }) => hostOf(id)),
  );
  const ranks = (instance: Instance): (number | string)[] => [
    Number(instance.role !== "replica"),
    Number(isBusy(context, instance)),
    Number(instance.link?.state !== "up"),
    Number(forkingBeside(context, instance).length > 0),
    Number(isTight(context, instance)),
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
