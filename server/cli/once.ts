import type { Group } from "@/lib/contract";
import { NOT_ASKED } from "@/lib/sentinel/view";
import type { GroupConfig } from "@/server/poller/config";
import { createFleet } from "@/server/poller/fleet";
import type { Fleet } from "@/server/ports";
import { Networks } from "@/server/redis/networks";
import type { Settings } from "@/server/settings";

/** How long a one-shot look may take before it says what it has. */
const deadlineMs = 5_000;

/**
 * Looks at groups once, without a store: follows every name until all that are found have answered or timed out,
 * a replica's lag is known and each Sentinel was asked, then hands the fleet to `report` and closes it.
 */
export async function lookOnce<T>(
  groups: readonly GroupConfig[],
  settings: Settings,
  report: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const fleet = await createFleet({
    groups,
    poll: { ...settings.poll, intervalMs: 250 },
    networks: new Networks(settings.networks.allow),
    thresholds: settings.lag,
    log: { info: () => undefined, warn: () => undefined },
  });
  try {
    const complete = () => {
      const seen = fleet.groups();
      return seen.every((group) => isComplete(group, fleet));
    };
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, deadlineMs);
      const look = () => {
        if (!complete()) return;
        clearTimeout(timer);
        resolve();
      };
      fleet.listen({ tick: look, gone: look });
    });
    for (const { id } of fleet.groups()) await fleet.refresh(id);
    return await report(fleet);
  } finally {
    await fleet.close();
  }
}

function isComplete(group: Group, fleet: Fleet): boolean {
  const members = [...fleet.members(group.id).values()];
  const answered = members.every(({ reading, slow }) => {
    return reading !== null && (reading.state !== "reached" || slow !== null);
  });
  const lagKnown = group.instances.every(({ reachable, link, lagSeconds }) => {
    return !reachable || link?.state !== "up" || lagSeconds !== null;
  });
  const sentinelsAsked = (group.sentinel?.sentinels ?? []).every(({ problem }) => problem !== NOT_ASKED);
  return members.length > 0 && answered && lagKnown && sentinelsAsked;
}
