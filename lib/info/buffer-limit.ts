import { readCount } from "./number";

/** How much may wait for a replica before its connection is closed. Null: as much as there is memory. */
export interface BufferLimit {
  readonly hardBytes: number | null;
  /** For longer than `seconds` without a break. */
  readonly soft: { readonly bytes: number; readonly seconds: number } | null;
}

/**
 * The limit of replicas in `client-output-buffer-limit` as CONFIG GET gives it: `normal 0 0 0 slave 268435456 67108864 60
 * pubsub …`, in bytes and seconds, 0 for none. Null where it cannot be read.
 * Source: config.c, setConfigOutputBufferLimitOption.
 */
export function replicaBufferLimit(setting: string | undefined): BufferLimit | null {
  const numbers = /(?:^| )(?:slave|replica) (\d{1,16}) (\d{1,16}) (\d{1,9})(?: |$)/.exec(setting ?? "");
  const [hard, soft, seconds] = [numbers?.[1], numbers?.[2], numbers?.[3]].map(readCount);
  if (hard == null || soft == null || seconds == null) return null;
  return { hardBytes: hard === 0 ? null : hard, soft: soft === 0 ? null : { bytes: soft, seconds } };
}

/**
 * The limit as it is enforced: since 7.0 a hard one below the size of the backlog counts as that size.
 * Source: networking.c, checkClientOutputBufferLimits, of 6.0 and 7.0.
 */
export const enforced = (limit: BufferLimit, backlogSizeBytes: number | null): BufferLimit =>
  limit.hardBytes === null || backlogSizeBytes === null
    ? limit
    : { ...limit, hardBytes: Math.max(limit.hardBytes, backlogSizeBytes) };
