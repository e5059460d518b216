import { setTimeout as delay } from "node:timers/promises";
import type { Actor } from "./actor.fixture";
import type { Draw } from "./draw.fixture";

/** How a primary is written to. A steady one has bursts of no length. */
export interface Load {
  readonly name: "steady" | "bursty";
  readonly baseBytesPerSecond: number;
  readonly burstBytesPerSecond: number;
  readonly burstSeconds: number;
  readonly everySeconds: number;
}

export function steady(draw: Draw): Load {
  const rate = draw.whole(40, 150) * 1000;
  return {
    name: "steady",
    baseBytesPerSecond: rate,
    burstBytesPerSecond: rate,
    burstSeconds: 0,
    everySeconds: 1,
  };
}

/** A few times faster than the demo's, but of its kind: most is written in a fifth of the time. */
export function bursty(draw: Draw): Load {
  const base = draw.whole(10, 30) * 1000;
  return {
    name: "bursty",
    baseBytesPerSecond: base,
    burstBytesPerSecond: base * draw.whole(10, 14),
    burstSeconds: 1.6,
    everySeconds: draw.whole(75, 90) / 10,
  };
}

export const meanBytesPerSecond = (load: Load): number =>
  writtenBy(load, load.everySeconds) / load.everySeconds;

/** The bytes that are due after so many seconds. */
function writtenBy(load: Load, seconds: number): number {
  const { baseBytesPerSecond: base, burstBytesPerSecond: burst, burstSeconds, everySeconds } = load;
  const whole = Math.floor(seconds / everySeconds);
  const rest = seconds - whole * everySeconds;
  const inBursts = whole * burstSeconds + Math.min(rest, burstSeconds);
  return seconds * base + inBursts * (burst - base);
}

const TICK_MS = 40;

/** Writes as `load` says until `signal` fires. */
export async function writeAsTold(primary: Actor, load: Load, signal: AbortSignal): Promise<void> {
  const begun = performance.now();
  for (let written = 0; !signal.aborted; await delay(TICK_MS)) {
    const due = writtenBy(load, (performance.now() - begun) / 1000) - written;
    // In whole pieces of 500 bytes.
    const bytes = Math.floor(due / 500) * 500;
    if (bytes > 0) await primary.write(bytes);
    written += bytes;
  }
}
