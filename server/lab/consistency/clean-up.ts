import type { LabKeys } from "../keys";
import type { LabClient } from "./client";

/** @param ms how long it may take @param abandoned writes of which no reply had come, and that may be carried out yet */
export async function removeKeys(
  client: LabClient,
  keys: LabKeys,
  { ms, abandoned }: { readonly ms: number; readonly abandoned: number },
): Promise<string> {
  let removed = 0;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No reply came within ${ms} ms.`)), ms);
  });
  const expiry = `within ${keys.ttlSeconds} seconds`;
  try {
    for (const words of keys.unlink()) {
      const { reply } = await Promise.race([client.write(words, null), late]);
      removed += Number(reply);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${removed} keys removed; what else there is of ${keys.prefix}… expires by itself ${expiry}. ${why}`;
  } finally {
    clearTimeout(timer);
  }
  return abandoned === 0
    ? `${removed} keys removed.`
    : `${removed} keys removed. ${abandoned} writes had no reply; a key that one of them makes yet expires by itself ${expiry}.`;
}
