import { cpus } from "node:os";

/** What the machine's processors have done since it started: milliseconds in all, and those of them without work. */
export interface ProcessorTimes {
  readonly allMs: number;
  readonly idleMs: number;
}

export function processorTimes(): ProcessorTimes {
  let [allMs, idleMs] = [0, 0];
  for (const { times } of cpus()) {
    allMs += times.user + times.nice + times.sys + times.idle + times.irq;
    idleMs += times.idle;
  }
  return { allMs, idleMs };
}

/** How busy all of them together were, 0 to 1. Null: the system does not say, or no time has passed. */
export function busyShare(before: ProcessorTimes, after: ProcessorTimes): number | null {
  const allMs = after.allMs - before.allMs;
  return allMs <= 0 ? null : Math.min(1, Math.max(0, 1 - (after.idleMs - before.idleMs) / allMs));
}
