import { Histogram, type Registry } from "prom-client";
import type { Interval } from "@/lib/units";
import type { WatchedFleet } from "./fleet";

/** How long each instance took to answer, from the readings themselves. Answers the function that stops it. */
export function observePolls(registry: Registry, fleet: WatchedFleet): () => void {
  const histogram = new Histogram({
    name: "tidemark_poll_duration_seconds",
    help: "From sending INFO to having read the whole reply",
    labelNames: ["group", "instance"],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  const seen = new Map<string, Map<string, Interval>>();
  return fleet.listen({
    tick(group) {
      const last = seen.get(group.id) ?? new Map<string, Interval>();
      seen.set(group.id, last);
      const members = fleet.members(group.id);
      for (const [instance, { lastReached }] of members) {
        const at = lastReached?.at;
        if (at === undefined || last.get(instance)?.sentMs === at.sentMs) continue;
        last.set(instance, at);
        histogram.observe({ group: group.id, instance }, Math.max(0, at.receivedMs - at.sentMs) / 1000);
      }
      for (const instance of last.keys())
        if (!members.has(instance)) {
          last.delete(instance);
          histogram.remove({ group: group.id, instance });
        }
    },
    gone(id) {
      for (const instance of seen.get(id)?.keys() ?? []) histogram.remove({ group: id, instance });
      seen.delete(id);
    },
  });
}
