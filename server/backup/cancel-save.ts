import type { StepContext } from "@/server/actions/steps/row";
import type { SaveFacts } from "./save-facts";

/** Why a running save cannot be cancelled; null: it can. `BGSAVE CANCEL` also ends a replica's running diskless sync. */
export function whyNotCancellable(facts: SaveFacts): string | null {
  const { product, version } = facts.server;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (product !== "valkey" || major < 8 || (major === 8 && minor < 1))
    return "A running save can be cancelled on Valkey 8.1 and later alone: it goes on.";
  const syncing = facts.replication?.listed.some((replica) => replica.state !== "online") ?? true;
  return syncing
    ? "A replica of this instance is copying: BGSAVE CANCEL would end that too, so the save goes on."
    : null;
}

/** Sends `BGSAVE CANCEL`, and says in one sentence what came of it. */
export async function cancelSave(context: StepContext): Promise<string> {
  const outcome = await context.tell(["BGSAVE", "CANCEL"]);
  return outcome.state === "refused"
    ? `The save could not be cancelled (${outcome.message}).`
    : "Cancelled: BGSAVE CANCEL was sent.";
}
