import type { Instance } from "@/lib/contract";
import { formatBytes } from "@/lib/format";

/** What a replica would have to copy were it told to follow another upstream at this moment. A hint: the plan decides. */
export type Forecast =
  | { readonly verdict: "partial"; readonly bytes: number }
  | { readonly verdict: "full"; readonly reason: string }
  | { readonly verdict: "unknown"; readonly reason: string };

/**
 * Foretells PSYNC between the newest samples of two instances: partial when the upstream knows the replica's
 * history and its backlog holds the replica's next byte. Source: Redis replication.c, masterTryPartialResynchronization.
 */
export function forecastResync(replica: Instance, upstream: Instance): Forecast {
  if (
    replica.replid === null ||
    replica.offset === null ||
    upstream.replid === null ||
    upstream.offset === null
  )
    return { verdict: "unknown", reason: "offsets are not known" };
  const next = replica.offset + 1;
  const shared = upstream.replid === replica.replid;
  const inherited =
    upstream.previousReplid === replica.replid &&
    upstream.previousReplidUntil !== null &&
    next <= upstream.previousReplidUntil;
  if (!shared && !inherited) return { verdict: "full", reason: "another history" };
  const backlog = upstream.backlog;
  if (backlog === null) return { verdict: "unknown", reason: "its backlog is not known" };
  if (!backlog.active || backlog.firstOffset === null)
    return { verdict: "full", reason: "it keeps no backlog" };
  if (next < backlog.firstOffset) return { verdict: "full", reason: "its backlog no longer reaches back" };
  if (next > backlog.firstOffset + backlog.historyBytes)
    return { verdict: "full", reason: `${replica.name} is ahead` };
  return { verdict: "partial", bytes: Math.max(0, upstream.offset - replica.offset) };
}

/** A forecast in a few words: `Partial, 118 KiB`, `Full: eu-3 is ahead`, `Unknown: offsets are not known`. */
export function forecastWords(forecast: Forecast): string {
  if (forecast.verdict === "partial") return `Partial, ${formatBytes(forecast.bytes)}`;
  return `${forecast.verdict === "full" ? "Full" : "Unknown"}: ${forecast.reason}`;
}
