import type { Instance } from "@/lib/contract";
import { versionOf } from "@/lib/info/version";
import { configOf, type PlanContext } from "../context";
import { type Forecast, forecastMove, keepsUp } from "../predict";
import { loads } from "../rdb-matrix";
import { canBeTold, isLoading } from "../scene";
import { upstreamWords } from "../words";

/** Why a replica cannot be told to move now; null: it can. The end of a sentence that begins with its name. */
export function whyStays(context: PlanContext, replica: Instance): string | null {
  if (!replica.reachable) return "does not answer";
  if (replica.role !== "replica") return "is no replica";
  if (isLoading(context, replica)) return "is loading its data set";
  return replica.link?.state === "syncing" ? "is copying everything and would have to begin anew" : null;
}

/**
 * Whether an instance may be given replicas: it answers, has its data and its link, is not late, and an address of it is
 * known. One that is late itself would hand everything on later still.
 */
export const canFeed = (context: PlanContext, instance: Instance): boolean =>
  canBeTold(context, instance) && keepsUp(instance) !== "no" && upstreamWords(context, instance.id) !== null;

/** What a move would cost, and whether it may be chosen. */
export interface Fit {
  readonly forecast: Forecast;
  /** Null: it may. Else why not: the end of a sentence that begins with the replica's name. */
  readonly against: string | null;
}

/**
 * Whether `replica` may be chosen to follow `upstream`: it could load a copy from it, now or later, and it continues, or
 * copies are allowed and
 * it is a leaf, so that no other follows from its own. What nobody can foretell counts as a copy.
 */
export function fitOf(
  context: PlanContext,
  replica: Instance,
  upstream: Instance,
  { copies, leaf }: { readonly copies: boolean; readonly leaf: boolean },
): Fit {
  const forecast = forecastMove(context, replica, upstream);
  const relaxed = configOf(context, replica.id)?.get("rdb-version-check") === "relaxed";
  if (loads(versionOf(replica), versionOf(upstream), relaxed) === "no")
    return { forecast, against: `could not load a copy from ${upstream.name}` };
  if (forecast.verdict === "partial") return { forecast, against: null };
  if (!copies)
    return {
      forecast,
      against: forecast.verdict === "full" ? "would copy everything" : "may have to copy everything",
    };
  return {
    forecast,
    against: leaf ? null : "would copy everything, and all below it at the same time",
  };
}

/** Those that continue before those that copy, or may have to. */
export const copyRank = ({ forecast }: Fit): number => Number(forecast.verdict !== "partial");
