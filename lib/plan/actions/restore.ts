import type { Instance } from "@/lib/contract";
import { formatBytes, formatCount, formatSeconds } from "@/lib/format";
import { type Blueprint, noLoss, sketchOf } from "../blueprint";
import { followersOf, listNames, type PlanContext } from "../context";
import type { RestoreFacts } from "../restore-facts";
import type { Scene } from "../scene";
import { verify } from "../steps";
import { countKeys, readBackup, sendBackup } from "../steps-restore";

/** Seeds an empty primary from a verified backup: key by key, and nothing that is there is replaced. */
export function planRestore(context: PlanContext, target: Instance, facts: RestoreFacts): Blueprint {
  const scene: Scene = {
    context,
    action: "restore",
    target,
    upstream: null,
    primary: null,
    method: null,
    moves: [],
    left: [],
    changed: [],
  };
  const { backup } = facts;
  const below = followersOf(context, target.id);
  const also =
    below.length === 0 ? "" : ` ${listNames(below)} ${below.length === 1 ? "gets" : "get"} them too.`;
  return {
    scene,
    title: `Restore a backup of ${backup.group} into ${target.name}?`,
    steps: [
      readBackup(target, backup),
      sendBackup(target),
      countKeys(target),
      verify(target, `${target.name} is the primary it was.`),
    ],
    effects: [],
    dataLoss: noLoss,
    writePauseSeconds: null,
    after: sketchOf(context),
    confirm: {
      tier: 2,
      type: null,
      text: `${target.name} is given ${formatCount(backup.keys)} keys.${also} ${pointInTime(context, facts)}`,
    },
  };
}

/** Which moment a backup is of, and what is not in it. */
export function pointInTime({ nowMs }: PlanContext, { backup, sinceBytes }: RestoreFacts): string {
  const seconds = Math.max(0, (nowMs - Date.parse(backup.startedAt)) / 1000);
  const bytes = sinceBytes === null ? "" : ` (${formatBytes(sinceBytes)})`;
  return `The backup is ${backup.group} as it was ${formatSeconds(seconds)} ago; what was written since${bytes} is not in it.`;
}
