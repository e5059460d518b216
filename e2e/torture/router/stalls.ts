import { nowMs, type Stall } from "./history";

const EVERY_MS = 50;
/** So much later than it was due, a timer says that the process could not run. */
const LATE_MS = 100;

/** Tells of every time in which this process was not given the machine. @returns what ends it */
export function watchStalls(tell: (stall: Stall) => void): () => void {
  let last = nowMs();
  const timer = setInterval(() => {
    const now = nowMs();
    if (now - last > EVERY_MS + LATE_MS) tell({ kind: "stall", atMs: last, untilMs: now });
    last = now;
  }, EVERY_MS);
  return () => clearInterval(timer);
}
