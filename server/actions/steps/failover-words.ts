import type { InstanceId } from "@/lib/group/member";
import type { FailoverStage } from "./failover-judge";

/** The names of both ends. */
export interface EndNames {
  readonly old: InstanceId;
  readonly target: InstanceId;
}

/** Where a hand-over stands, in a sentence without its full stop. */
export function stageText({ old, target }: EndNames, stage: FailoverStage): string {
  const texts: Record<FailoverStage, string> = {
    "waiting-for-sync": `Writes wait; ${target} has yet to acknowledge the last ones`,
    "in-progress": `${old} has stepped down; ${target} is to take over`,
    swapped: `${target} is the primary`,
    "taken-over": `${target} is the primary; ${old} does not answer`,
    "as-before": `${old} is the primary`,
    "two-primaries": `${old} and ${target} are both primaries`,
    unreadable: `${old} does not answer`,
  };
  return texts[stage];
}

export const counted = (tries: number): string => (tries === 1 ? "1 try" : `${tries} tries`);
