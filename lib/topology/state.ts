import type { Instance, InstanceState, Severity } from "@/lib/contract";
import type { LagThresholds } from "@/lib/group/member";

export type { InstanceState };

export interface StateWord {
  readonly state: InstanceState;
  /** The word beside the shape, as ux.md spells it: never colour alone. */
  readonly word: string;
  readonly severity: Severity | "ok" | "unknown";
  /** Lower is worse: the order of lists. */
  readonly rank: number;
}

const words: Record<InstanceState, Omit<StateWord, "state">> = {
  unreachable: { word: "Unreachable", severity: "critical", rank: 0 },
  unreadable: { word: "Unreadable", severity: "critical", rank: 1 },
  "link-down": { word: "Link down", severity: "critical", rank: 2 },
  lagging: { word: "Lagging", severity: "warning", rank: 3 },
  loading: { word: "Loading", severity: "info", rank: 4 },
  syncing: { word: "Syncing", severity: "info", rank: 5 },
  unknown: { word: "Unknown", severity: "unknown", rank: 6 },
  online: { word: "Online", severity: "ok", rank: 7 },
};

/** How bad a state is: lower is worse. Of several states of one instance the lowest is the one to show. */
export const rankOf = (state: InstanceState): number => words[state].rank;

/** The state of `instance`, worst fact first. */
export function stateOf(instance: Instance, lag: LagThresholds): StateWord {
  const state = decide(instance, lag);
  return { state, ...words[state] };
}

function decide(instance: Instance, lag: LagThresholds): InstanceState {
  if (instance.sampledAt === null && instance.unreachableReason === null && instance.problem === null)
    return "unknown";
  if (!instance.reachable) return instance.unreachableReason === null ? "unreadable" : "unreachable";
  if (instance.role === null) return "unknown";
  const link = instance.link;
  // After a copy the link says so; at a start the instance reads its own disk and has no link yet.
  if (link?.state === "loading" || (link?.state !== "up" && instance.persistence?.loading)) return "loading";
  if (link?.state === "syncing" || link?.state === "handshake") return "syncing";
  if (link !== null && link.state !== "up") return "link-down";
  const behind = (instance.lagSeconds ?? 0) - (instance.lagSecondsError ?? 0);
  return behind > lag.warnSeconds ? "lagging" : "online";
}
