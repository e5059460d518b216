import type { Instance } from "@/lib/contract";
import { isForbidden } from "@/server/poller/slow-facts";
import type { CommandOutcome, Fleet } from "@/server/ports";

/** Longest wait for an answer. */
const deadlineMs = 2_000;

/** Which right the heartbeat lacks at this instance, in one line each; nothing where it has them. Writes nothing. */
export async function heartbeatProblems(instance: Instance, fleet: Fleet, prefix: string): Promise<string[]> {
  const key = `${prefix}:check`;
  if (instance.role === "primary") {
    // XX sets a key that exists, and none of this name does: Redis asks for the right all the same.
    const words = ["SET", key, "0", "XX", "PX", "1"];
    const outcome = await fleet.command(instance.id, words, { as: "operator", deadlineMs });
    return isRefused(outcome)
      ? [`The operator may not write the heartbeat: grant it ~${prefix}:* +set on every instance.`]
      : [];
  }
  const outcome = await fleet.command(instance.id, ["GET", key], { as: "poller", deadlineMs });
  return isRefused(outcome) ? [`The heartbeat may not be read: grant the user ~${prefix}:* +get.`] : [];
}

const isRefused = (outcome: CommandOutcome): boolean =>
  outcome.state === "refused" && isForbidden(outcome.message);
