import { Registry } from "prom-client";
import { describeDrills } from "./drills";
import type { WatchedFleet } from "./fleet";
import { describeInstances } from "./instances";
import { observePolls } from "./polls";
import { describeProtection } from "./protection";
import { describeStore, type StoredFacts } from "./stored";

/** The Prometheus view. Everything but the poll histogram is read from the fleet and the store at the scrape. */
export interface Metrics {
  text(): Promise<{ text: string; contentType: string }>;
  close(): void;
}

export function createMetrics(fleet: WatchedFleet, store: StoredFacts): Metrics {
  const registry = new Registry();
  describeInstances(registry, fleet);
  describeStore(registry, fleet, store);
  describeDrills(registry, fleet, store);
  describeProtection(registry, fleet);
  const stop = observePolls(registry, fleet);
  return {
    text: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
    close: stop,
  };
}
