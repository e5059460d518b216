import { createHash } from "node:crypto";
import type { Backup } from "@/lib/contract";
import { describeHoldings, type Holdings, readHoldings } from "@/lib/info/holdings";
import { parseInfo } from "@/lib/info/parse";
import type { Survey } from "@/lib/rdb";
import type { StepContext } from "@/server/actions/steps/row";
import type { Ask } from "@/server/backup/save-facts";

/** What a run knows of the backup it sends, once it has read it whole. */
export interface Restoring {
  readonly backup: Backup;
  readonly survey: Survey;
  /** The hash of each block, in their order: what has changed since is not sent. */
  readonly blocks: readonly string[];
  /** The instance's clock when the backup was read, Unix milliseconds: keys that were over by then are left out. */
  readonly nowMs: number;
}

export const hashOf = (block: Uint8Array): string => createHash("sha256").update(block).digest("base64");

/** The backup a run restores, as the catalogue has it now. */
export async function backupOf({ plan, store }: StepContext): Promise<Backup | null> {
  return plan.request.action === "restore" ? store.backups.get(plan.request.backup) : null;
}

/** What an instance holds now; null where it does not say. */
export async function askHoldings(ask: Ask): Promise<Holdings | null> {
  const text = await ask(["INFO"]);
  const fields = typeof text === "string" ? parseInfo(text) : null;
  return fields?.ok === true ? readHoldings(fields.value) : null;
}

/** Why nothing may be sent there, as a sentence; null: it is empty now. */
export async function whyNotEmpty(context: StepContext): Promise<string | null> {
  const name = context.nameOf(context.step.instance);
  const holdings = await askHoldings(context.ask);
  if (holdings === null) return `${name} does not say what it holds, so nothing was sent.`;
  if (holdings.keys === 0 && (holdings.libraries ?? 0) === 0) return null;
  return `${name} is not empty (${describeHoldings(holdings)}), so nothing was sent.`;
}
