import { readCount } from "./number";
import { fieldsOf, plain } from "./sentinel";
import type { Address } from "./view";

/** A replica as one Sentinel last read it. */
export interface SentinelReplica {
  readonly address: Address;
  readonly priority: number | null;
  /** How long ago it read the replica's INFO. Milliseconds. */
  readonly infoAgeMs: number | null;
}

/**
 * Reads SENTINEL REPLICAS; null when the reply is no list. One without a usable address is passed over.
 * Source: sentinel.c, addReplySentinelRedisInstance.
 */
export function readSentinelReplicas(reply: unknown): SentinelReplica[] | null {
  if (!Array.isArray(reply)) return null;
  return reply.flatMap((entry) => {
    const fields = fieldsOf(entry);
    const address = fields === null ? null : plain(fields.get("ip"), fields.get("port"));
    if (fields === null || address === null) return [];
    const priority = readCount(fields.get("slave-priority"));
    return { address, priority, infoAgeMs: readCount(fields.get("info-refresh")) };
  });
}
