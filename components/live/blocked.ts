import type { Group, Health } from "@/lib/contract";
import type { Freshness } from "./state";

/** Why no action can be started on the group now, for a person; null: it can. */
export function blockedReason(
  freshness: Freshness["state"],
  health: Health | null,
  group: Group | null,
): string | null {
  const off = offReason(freshness, health);
  if (off !== null) return off;
  if (group === null) return "This group is not watched any more.";
  if (group.run !== null) return `A run is in progress in ${group.name}. One runs at a time.`;
  return null;
}

/** Why nothing at all can be asked of Tidemark now, for a person; null: it can. */
export function offReason(freshness: Freshness["state"], health: Health | null): string | null {
  if (freshness === "stale") return "Actions are paused: the page is stale.";
  if (freshness === "connecting" || health === null) return "Connecting to Tidemark.";
  return health.actions.enabled
    ? null
    : (health.actions.reason ?? "Actions are switched off in the settings.");
}

/** Why no action can be started on a group that is shown as it was. */
export const PAST_REASON = "Actions are paused: the page shows the past. Go live to act.";
