import type { LabPlace, LabSettings } from "@/lib/contract";
import { estimateSeconds as syncSeconds } from "@/lib/lab/sync-estimate";

/** Starting a group of throw-away servers and having them in step. Seconds. */
const START_SECONDS = 2;
/** Of a scaling measurement: its start, which is not counted, and the change to the next. Seconds. */
const BETWEEN_SECONDS = 2;

/** About how long an experiment will take. It is a guess of this page's, of a small machine. Seconds. */
export function estimateSeconds(settings: LabSettings, { place }: LabPlace): number {
  const start = place === "throwaway" ? START_SECONDS : 0;
  switch (settings.kind) {
    case "consistency":
      return start + settings.seconds;
    case "scaling": {
      const chain = settings.chained && Math.max(...settings.replicas) > 1 ? 1 : 0;
      return (settings.replicas.length + chain) * (start + BETWEEN_SECONDS + settings.seconds);
    }
    case "sync":
      return syncSeconds(settings);
  }
}
