import type { Group, Instance } from "@/lib/contract";
import { formatBytes } from "@/lib/format";
import { recentRate } from "@/lib/lag/headroom";
import { advanced } from "@/lib/lag/reconnected";
import { type FullCause, predictResync, type ResyncSide } from "@/lib/lag/resync";
import { toOffset } from "@/lib/units";
import { keepsUp } from "./predict";

/** What an instance would have to copy were it told to follow another upstream now. A hint: the plan reads again. */
export interface Forecast {
  readonly verdict: "partial" | "full" | "unknown";
  /** A sentence for a person: why. */
  readonly reason: string;
  /** Why it is full; null: it is not. */
  readonly cause: FullCause | null;
  /** Partial: bytes of the stream to send. Full: at most so many, the upstream's data in memory. Null: not known. */
  readonly copyBytes: number | null;
  /** Partial: how many bytes more the upstream may take in, and at the recent write rate for how many seconds, until it is full. */
  readonly headroomBytes: number | null;
  readonly headroomSeconds: number | null;
}

/** The ends of a link, by the newest sample of an instance; null where it does not say all of it. */
export function sideOf(instance: Instance): ResyncSide | null {
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
export function forecastResync(
  group: Pick<Group, "instances">,
  replica: Instance,
  upstream: Instance,
): Forecast {
  const [below, above] = [sideOf(replica), sideOf(upstream)];
  if (below === null || above === null) {
    const silent = below === null ? replica : upstream;
    return unknown(`The offsets of ${silent.name} are not known.`);
  }
  const oneStream = replica.role === "replica" && below.replid === above.replid;
  const catching = oneStream && below.offset > above.offset ? keepsUp(upstream) : "no";
  if (catching === "unknown") return unknown(`Nobody can say how fast ${upstream.name} follows.`);
  const told = predictResync(below, catching === "yes" ? advanced(above, below.offset) : above);
  const { verdict, reason, headroomBytes } = told;
  if (verdict === "full")
    return { ...unknown(reason), verdict, cause: told.cause, copyBytes: upstream.memory?.dataBytes ?? null };
  if (verdict === "unknown") return unknown(reason);
  const rate = recentRate(group.instances);
  return {
    verdict,
    reason,
    cause: null,
    copyBytes: told.bytes,
    headroomBytes,
    headroomSeconds: headroomBytes === null || rate === null ? null : headroomBytes / rate,
  };
}

const unknown = (reason: string): Forecast => ({
  verdict: "unknown",
  reason,
  cause: null,
  copyBytes: null,
  headroomBytes: null,
  headroomSeconds: null,
});

const causeWords: Record<FullCause, (replica: string) => string> = {
  ahead: (replica) => `${replica} is ahead`,
  "other-history": () => "other history",
  "left-backlog": () => "past the backlog",
  "no-backlog": () => "no backlog",
  "no-position": () => "no position yet",
};

/** The verdict on `replica`'s move in a few words: `Partial, 118 KiB`, `Full, at most 3.20 GiB: eu-3 is ahead`, `Unknown`. */
export function forecastWords({ verdict, copyBytes, cause }: Forecast, replica: string): string {
  if (verdict === "unknown") return "Unknown";
  if (verdict === "partial") return `Partial, ${formatBytes(copyBytes)}`;
  const size = copyBytes === null ? "Full" : `Full, at most ${formatBytes(copyBytes)}`;
  return cause === null ? size : `${size}: ${causeWords[cause](replica)}`;
}
