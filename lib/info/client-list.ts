import { readCount } from "./number";
import type { Fields } from "./parse";
import type { ReplicaBuffersView } from "./view";

/**
 * What waits for those a reply to `CLIENT LIST TYPE replica` names, backup pullers included: `omem`, which is what the server
 * holds against the limit. Null for a reply that is not such a list.
 * Since 7.0 all of them read one shared buffer, so these numbers cannot be added up.
 * Source: networking.c, catClientInfoString and getClientOutputBufferMemoryUsage.
 */
export function readReplicaBuffers(reply: unknown): ReplicaBuffersView | null {
  if (typeof reply !== "string") return null;
  const lines = reply.split("\n").filter((line) => line.trim() !== "");
  let largestBytes: number | null = null;
  for (const line of lines) {
    const bytes = readCount(/(?:^| )omem=(\d{1,16})(?: |\r?$)/.exec(line)?.[1]);
    if (bytes === null) return null;
    if (largestBytes === null || bytes > largestBytes) largestBytes = bytes;
  }
  return { count: lines.length, largestBytes };
}

/** Whether INFO says that somebody reads this server's stream. */
export const listsReplicas = (fields: Fields): boolean =>
  (readCount(fields.get("connected_slaves")) ?? 0) > 0;
