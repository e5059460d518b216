import type { Belief } from "@/lib/router/belief";
import type { PrimaryTrail } from "@/lib/router/freshness";
import type { Histories } from "@/lib/router/histories";
import type { Sightings } from "@/lib/router/sighting";
import type { Line } from "@/server/redis/router-line";
import type { Member } from "./member";
import type { RouterAddress } from "./public";

/** A member that calls may be sent to now. */
export interface Fit {
  readonly member: Member;
  readonly line: Line;
  readonly from: RouterAddress & { readonly role: "primary" | "replica" };
  /** At the last looks; null: not known. */
  readonly lagBytes: number | null;
  /** It holds all that was acknowledged before; null: not known. Of the primary: as long as it is trusted to be that. */
  readonly holdsAllBeforeMs: number | null;
}

/** What is known of the group, by the newest looks. */
export interface Known {
  readonly sightings: Sightings;
  readonly belief: Belief;
  readonly histories: Histories;
  readonly trail: PrimaryTrail;
  /** So long after a look was sent the primary is trusted to be that still. Milliseconds. */
  readonly roleMs: number;
}

export interface Fits {
  /** Who takes writes; null: nobody does now. */
  readonly writer: Fit | null;
  /** Replicas that are well. */
  readonly readers: readonly Fit[];
  /** Replicas in the primary's history whose link is down: better than nobody, where nothing is promised. */
  readonly leftovers: readonly Fit[];
}

/** Who of the members may be called now, and how far behind each is. */
export function fitsOf(members: readonly Member[], known: Known): Fits {
  const { sightings, belief, histories, trail, roleMs } = known;
  const { state, last } = belief;
  const seenSinceMs = oldestLookMs(sightings);
  const readers: Fit[] = [];
  const leftovers: Fit[] = [];
  let writer: Fit | null = null;
  for (const member of members) {
    const { line, sighting } = member;
    if (line === null || !line.isOpen || sighting?.state !== "seen") continue;
    if (line.runId !== sighting.runId || member.failedAtMs >= sighting.sentMs) continue;
    const { role, replid, offset, following } = sighting.view;
    const from = { ...member.address, role };
    if (role === "primary") {
      if (state === "believed" && member.id === last?.id)
        writer = { member, line, from, lagBytes: 0, holdsAllBeforeMs: sighting.sentMs + roleMs };
      continue;
    }
    if (last === null || following === null) continue;
    const newest = trail.newestOffset(replid);
    const holds = trail.holdsAllBeforeMs({ replid, offset });
    const fit: Fit = {
      member,
      line,
      from,
      lagBytes: newest === null ? null : Math.max(0, newest - offset),
      holdsAllBeforeMs: holds === null ? null : Math.min(holds, seenSinceMs),
    };
    if (following.linkUp && replid === last.replid) readers.push(fit);
    else if (following.sync === null && histories.related(replid, last.replid)) leftovers.push(fit);
  }
  return { writer, readers, leftovers };
}

/** Why a member may not be called now, for a person; null: it may. */
export function whyOut(member: Member, { last, state }: Belief): string | null {
  const { sighting, line, failedAtMs, failure } = member;
  if (sighting === null) return "It was not looked at yet.";
  if (sighting.state !== "seen") return sighting.detail;
  if (failedAtMs >= sighting.sentMs) return failure;
  if (line === null || !line.isOpen) return failure ?? "There is no connection yet.";
  if (line.runId !== sighting.runId) return "It restarted.";
  const { role, replid, following } = sighting.view;
  if (role === "primary")
    return state === "believed" && last?.id === member.id ? null : "It claims to be the primary.";
  if (last === null) return "No primary is known.";
  if (replid !== last.replid) return "It stands in another history than the primary's.";
  return following?.linkUp === true ? null : "Its link is down.";
}

/** How far behind `fit` is for a call at `nowMs`. */
export const lagOf = (fit: Fit, nowMs: number): { bytes: number | null; seconds: number | null } => ({
  bytes: fit.lagBytes,
  seconds: fit.holdsAllBeforeMs === null ? null : Math.max(0, (nowMs - fit.holdsAllBeforeMs) / 1000),
});

/** Since then nobody who answers was looked at: until then, none of them was another primary. */
function oldestLookMs(sightings: Sightings): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const sighting of sightings.values())
    if (sighting.state === "seen") oldest = Math.min(oldest, sighting.sentMs);
  return oldest;
}
