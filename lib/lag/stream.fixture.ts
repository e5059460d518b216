import fc from "fast-check";
import type { Interval, Offset } from "@/lib/units";
import { toOffset } from "@/lib/units";
import type { OffsetSample } from "./tracks";

/** A write: at `atMs` the primary's stream grew by `bytes`. */
export interface Write {
  readonly atMs: number;
  readonly bytes: number;
}

/** A primary's stream as it truly was. Times are milliseconds from 0, offsets begin at `base`. */
export class TrueStream {
  constructor(
    readonly writes: readonly Write[],
    readonly base = 0,
  ) {}

  offsetAt(ms: number): Offset {
    return toOffset(
      this.writes.reduce((sum, write) => (write.atMs <= ms ? sum + write.bytes : sum), this.base),
    );
  }

  /** When the first byte beyond `offset` was written; null: not by now. */
  passed(offset: number): number | null {
    let sum = this.base;
    for (const write of this.writes) {
      sum += write.bytes;
      if (sum > offset) return write.atMs;
    }
    return null;
  }

  /** Seconds since the oldest byte that one at `offset` lacks was written, at `ms`. */
  trueLagSeconds(offset: number, ms: number): number {
    const passed = this.passed(offset);
    return passed === null || passed > ms ? 0 : (ms - passed) / 1000;
  }
}

/** A request whose reply was made at `truthMs`, seen from outside as an interval around it. */
export interface Look {
  readonly truthMs: number;
  readonly at: Interval;
}

export const look = (truthMs: number, beforeMs: number, afterMs: number): Look => ({
  truthMs,
  at: { sentMs: truthMs - beforeMs, receivedMs: truthMs + afterMs },
});

export const samplesOf = (stream: TrueStream, looks: readonly Look[]): OffsetSample[] =>
  looks.map(({ truthMs, at }) => ({ at, offset: stream.offsetAt(truthMs) }));

/** Evenly spread: `fc.double` spreads over representations, which is mostly next to nothing. */
export const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc.integer({ min: min * 1000, max: max * 1000 }).map((thousandths) => thousandths / 1000);

const delay = between(0, 40);

/** Looks about a second apart, none overlapping the next. */
export const primaryLooks: fc.Arbitrary<Look[]> = fc
  .array(fc.tuple(between(100, 1000), delay, delay), {
    minLength: 2,
    maxLength: 12,
  })
  .map((steps) => {
    let clock = 0;
    return steps.map(([gap, before, after]) => {
      clock += gap + before;
      const made = look(clock, before, after);
      clock += after;
      return made;
    });
  });

/** Streams of bursts, trickles, PINGs and silence. */
export const streams: fc.Arbitrary<TrueStream> = fc
  .array(
    fc.record({
      atMs: between(0, 12_000),
      bytes: fc.oneof(
        fc.constant(14),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 5_000_000 }),
      ),
    }),
    { maxLength: 60 },
  )
  .map(
    (writes) =>
      new TrueStream(
        writes.sort((a, b) => a.atMs - b.atMs),
        1000,
      ),
  );
