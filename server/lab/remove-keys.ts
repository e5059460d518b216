import { counted } from "@/lib/diagnosis/words";
import type { LabKeys } from "./keys";

const REMOVE_MS = 5_000;

export interface RemoveOptions {
  /** How long it may take; default 5 s. */
  readonly ms?: number;
  /** Writes of which no reply had come, and that may be carried out yet. */
  readonly abandoned?: number;
}

/**
 * Removes an experiment's keys, and says for a person what became of them; whatever is left expires by itself.
 * @param send one UNLINK, to whoever is the primary; resolves with its reply
 */
export async function removeKeys(
  keys: LabKeys,
  send: (words: readonly string[]) => Promise<unknown>,
  { ms = REMOVE_MS, abandoned = 0 }: RemoveOptions = {},
): Promise<string> {
  let removed = 0;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No reply came within ${ms} ms.`)), ms);
  });
  const expiry = `expires by itself within ${keys.ttlSeconds} seconds`;
  try {
    for (const words of keys.unlink()) removed += Number(await Promise.race([send(words), late]));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${counted(removed, "key")} removed; what else there is of ${keys.prefix}… ${expiry}. ${why}`;
  } finally {
    clearTimeout(timer);
  }
  return abandoned === 0
    ? `${counted(removed, "key")} removed.`
    : `${counted(removed, "key")} removed. ${counted(abandoned, "write")} had no reply; a key that one of them makes yet ${expiry}.`;
}
