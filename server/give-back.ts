import { constants, type PerformanceEntry, PerformanceObserver } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";

/** How often for a program that runs for months: a collection of this kind takes some 20 ms longer. Milliseconds. */
export const giveBackEveryMs = 60_000;

/**
 * Has one full collection in `everyMs` give back the pages that V8 holds in reserve. V8 does so only in a collection "that reduces
 * memory" (`MemoryAllocator::Free` and `Sweeper::EnsureMajorCompleted` in its src/heap), and makes none while a program
 * allocates as steadily as polls do: what the worst second took would be held for good. Under `--optimize-for-size` every
 * collection is one (`Heap::GCFlagsForIncrementalMarking`), for a fifth more of the processor; so it is on for one at a time.
 * @returns ends it
 */
export function giveBackMemory(everyMs: number): () => void {
  const collected = new PerformanceObserver((list) => {
    if (list.getEntries().some(isFull)) rest();
  });
  const rest = (): void => {
    collected.disconnect();
    setFlagsFromString("--no-optimize-for-size");
  };
  const timer = setInterval(() => {
    collected.observe({ entryTypes: ["gc"] });
    setFlagsFromString("--optimize-for-size");
  }, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    rest();
  };
}

function isFull(entry: PerformanceEntry): boolean {
  const what: unknown = "detail" in entry ? entry.detail : null;
  return (
    typeof what === "object" &&
    what !== null &&
    "kind" in what &&
    what.kind === constants.NODE_PERFORMANCE_GC_MAJOR
  );
}
