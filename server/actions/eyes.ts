import { setTimeout as delay } from "node:timers/promises";
import type { InstanceId, Member } from "@/lib/group/member";
import type { ActionsDeps } from "./deps";
import type { Look } from "./steps/row";

/** A look waits no longer than this for those that are slow: a stopped target must not hide what the primary says. */
const LOOK_MS = 150;

/** Reads instances for one run. */
export interface Eyes {
  /** Asks `instances` now. A reading counts only where its request left after `sinceMs`. */
  look(instances: readonly InstanceId[], sinceMs: number): Promise<Look>;
  /** Everything known of an instance, wherever it stands now: one that was detached may have a group of its own. */
  member(instance: InstanceId): Member | null;
}

export function createEyes({ fleet, clock, log }: ActionsDeps, group: string): Eyes {
  const askedAtMs = new Map<InstanceId, number>();

  function member(instance: InstanceId): Member | null {
    const home = fleet.groupOf(instance)?.id;
    return home === undefined ? null : (fleet.members(home).get(instance) ?? null);
  }

  /** Its last question is still open: nobody is asked twice at once. */
  function isOpen(instance: InstanceId): boolean {
    const asked = askedAtMs.get(instance);
    const answered = member(instance)?.reading?.at.receivedMs ?? Number.NEGATIVE_INFINITY;
    return asked !== undefined && answered < asked;
  }

  return {
    member,
    async look(instances, sinceMs) {
      const free = instances.filter((instance) => member(instance) !== null && !isOpen(instance));
      for (const instance of free) askedAtMs.set(instance, clock());
      const asked = fleet
        .sample(group, free)
        .catch((problem: unknown) => log.warn({ group, err: problem }, "A group could not be read"))
        .finally(() => {
          for (const instance of free) askedAtMs.delete(instance);
        });
      await Promise.race([asked, delay(LOOK_MS)]);
      return (instance) => {
        const reading = member(instance)?.reading ?? null;
        return reading?.state === "reached" && reading.at.sentMs >= sinceMs ? reading.view : null;
      };
    },
  };
}
