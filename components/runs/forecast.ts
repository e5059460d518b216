import type { Instance } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { advanced } from "@/lib/lag/reconnected";
import { predictResync, type ResyncSide } from "@/lib/lag/resync";
import { keepsUp } from "@/lib/plan/predict";
import { toOffset } from "@/lib/units";

/** What an instance would have to copy were it told to follow another upstream now. A hint: the plan reads again. */
export interface Forecast {
  readonly verdict: "partial" | "full" | "unknown";
  /** A sentence for a person: why. */
  readonly reason: string;
  /** Bytes of the stream to send when partial; null otherwise. */
  readonly bytes: number | null;
}

function sideOf(instance: Instance): ResyncSide | null {
  const { replid, previousReplid, previousReplidUntil, offset, backlog } = instance;
  if (replid === null || offset === null || backlog === null) return null;
  return {
    replid,
    previousReplid,
    previousReplidUntil: previousReplidUntil === null ? null : toOffset(previousReplidUntil),
    offset: toOffset(offset),
    backlog: {
      ...backlog,
      firstOffset: backlog.firstOffset === null ? null : toOffset(backlog.firstOffset),
    },
  };
}

/**
 * Foretells the resync between the newest samples of two instances, by the rule of `lib/lag/resync`. Samples are not of
 * one instant: an upstream that keeps up has the replica's byte by the time it is asked, as the plan takes it too.
 */
export function forecastResync(replica: Instance, upstream: Instance): Forecast {
  const [below, above] = [sideOf(replica), sideOf(upstream)];
  if (below === null || above === null) {
    const silent = below === null ? replica : upstream;
    return { verdict: "unknown", reason: `The offsets of ${silent.name} are not known.`, bytes: null };
  }
  const oneStream = replica.role === "replica" && below.replid === above.replid;
  const catching = oneStream && below.offset > above.offset ? keepsUp(upstream) : "no";
  if (catching === "unknown")
    return { verdict: "unknown", reason: `Nobody can say how fast ${upstream.name} follows.`, bytes: null };
  return predictResync(below, catching === "yes" ? advanced(above, below.offset) : above);
}

/** The verdict in a word or two: `Partial, 118 KiB`, `Full`, `Unknown`. */
export function forecastWords({ verdict, bytes }: Forecast): string {
  if (verdict === "partial") return `Partial, ${formatBytes(bytes)}`;
  return verdict === "full" ? "Full" : "Unknown";
}
