import type { Experiment } from "@/lib/contract";
import type { Fleet } from "@/server/ports";
import { LabKeys } from "./keys";

const DEADLINE_MS = 2_000;

/**
 * Removes the keys of an experiment whose process is gone, and says what became of them; null: it had none.
 * Whatever cannot be removed expires by itself.
 */
export async function clearKeys(fleet: Fleet, { id, where, settings }: Experiment): Promise<string | null> {
  if (where.place !== "group" || settings.kind === "sync") return null;
  const keys = new LabKeys(id, settings.keys, 0);
  const left = `The keys ${keys.prefix}… could not all be removed; they expire by themselves.`;
  if (fleet.group(where.group) === null) return left;
  const { primary } = await fleet.refresh(where.group);
  if (primary === null) return left;
  let removed = 0;
  for (const words of keys.unlink()) {
    const outcome = await fleet.command(primary, words, { as: "operator", deadlineMs: DEADLINE_MS });
    if (outcome.state !== "replied") return left;
    removed += Number(outcome.reply);
  }
  return `${removed} keys removed.`;
}
