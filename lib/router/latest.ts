import type { Primary } from "./belief";
import type { Sightings } from "./sighting";

/** What a round of looks says of a read that ended before it began. */
export type Verdict =
  | { readonly state: "latest" }
  /** The process that answered the read no longer is that primary: what it said may be old. */
  | { readonly state: "changed" }
  | { readonly state: "rivals"; readonly ids: readonly string[] }
  | { readonly state: "in-doubt"; readonly id: string; readonly detail: string };

/**
 * Whether a read from `primary` was the latest, by sightings of looks that all began after its reply.
 *
 * A process that is a primary in the same history after the read was that primary when it answered, since every change of roles
 * draws a new replid (shiftReplicationId in replication.c). Another one could have taken newer writes only as a primary, so every
 * other member must be seen as a replica in this history, or on its way into it; one that nothing listens for serves nobody.
 */
export function judgeLatest(
  primary: Primary,
  sightings: Sightings,
  upstreamOf: (id: string) => string | null,
): Verdict {
  const own = sightings.get(primary.id);
  if (own === undefined || own.state === "silent")
    return { state: "in-doubt", id: primary.id, detail: own?.detail ?? "It was not looked at." };
  if (own.state === "gone" || own.view.role !== "primary") return { state: "changed" };
  if (own.runId !== primary.runId || own.view.replid !== primary.replid) return { state: "changed" };
  const rivals = [...sightings].flatMap(([id, sighting]) =>
    sighting.state === "seen" && sighting.view.role === "primary" ? [id] : [],
  );
  if (rivals.length > 1) return { state: "rivals", ids: rivals };
  for (const [id, sighting] of sightings) {
    if (id === primary.id || sighting.state === "gone") continue;
    if (sighting.state === "silent") return { state: "in-doubt", id, detail: sighting.detail };
    const upstream = upstreamOf(id);
    if (upstream === null)
      return { state: "in-doubt", id, detail: "It follows an instance that the router does not know." };
    if (sighting.view.replid !== primary.replid && !leadsTo(primary.id, upstream, sightings, upstreamOf))
      return { state: "in-doubt", id, detail: "It stands in another history than the primary's." };
  }
  return { state: "latest" };
}

/** Whether one comes to `id` from `start` by going from replica to upstream, over members that answer. */
function leadsTo(
  id: string,
  start: string,
  sightings: Sightings,
  upstreamOf: (id: string) => string | null,
): boolean {
  let at: string | null = start;
  for (let steps = 0; at !== null && steps <= sightings.size; steps += 1) {
    if (at === id) return true;
    at = sightings.get(at)?.state === "seen" ? upstreamOf(at) : null;
  }
  return false;
}
