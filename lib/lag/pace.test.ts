import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { midpointMs, toOffset } from "@/lib/units";
import { reachedMs, secondsToWrite } from "./pace";
import { between, look, primaryLooks, samplesOf, streams, TrueStream } from "./stream.fixture";
import type { OffsetSample } from "./tracks";

const at = (ms: number, offset: number): OffsetSample => ({
  at: { sentMs: ms, receivedMs: ms },
  offset: toOffset(offset),
});

/** The stream at `ms`, on straight lines between the looks. */
function drawn(looks: readonly OffsetSample[], ms: number): number {
  const after = looks.findIndex((one) => midpointMs(one.at) > ms);
  const [left, right] = [looks[after - 1], looks[after]];
  if (right === undefined) return looks.at(-1)?.offset ?? 0;
  if (left === undefined) return right.offset;
  const share = (ms - midpointMs(left.at)) / (midpointMs(right.at) - midpointMs(left.at));
  return left.offset + share * (right.offset - left.offset);
}

/** Bytes written by `ms` when every 20 s begin with a burst of 4 s, as in the demo. */
function bursty(ms: number): number {
  const phase = ms % 20_000;
  return Math.floor(ms / 20_000) * 1_800_000 + Math.min(phase, 4000) * 350 + Math.max(0, phase - 4000) * 25;
}

describe("secondsToWrite", () => {
  it("says how long the last bytes took, on any stream", () => {
    let told = 0;
    fc.assert(
      fc.property(streams, primaryLooks, between(0, 1), (stream, made, share) => {
        const looks = samplesOf(stream, made);
        const [oldest, last] = [looks[0], looks.at(-1)];
        if (oldest === undefined || last === undefined) return;
        const bytes = Math.round(share * (last.offset - oldest.offset));
        const seconds = secondsToWrite(looks, bytes);
        if (last.offset === oldest.offset) expect(seconds).toBeNull();
        if (seconds === null) return;
        told += 1;
        expect(seconds).toBeGreaterThanOrEqual(0);
        const then = midpointMs(last.at) - seconds * 1000;
        expect(Math.abs(last.offset - drawn(looks, then) - bytes)).toBeLessThan(1e-3 * last.offset + 1);
      }),
      { numRuns: 2000 },
    );
    expect(told).toBeGreaterThan(500);
  });

  it("never says less for more bytes", () => {
    fc.assert(
      fc.property(
        streams,
        primaryLooks,
        fc.nat(10_000_000),
        fc.nat(10_000_000),
        (stream, made, some, more) => {
          const looks = samplesOf(stream, made);
          const fewer = secondsToWrite(looks, some);
          expect(secondsToWrite(looks, some + more) ?? 0).toBeGreaterThanOrEqual((fewer ?? 0) - 1e-9);
        },
      ),
    );
  });

  it("divides by the rate where that is steady, also beyond what was seen", () => {
    const writes = Array.from({ length: 20_000 }, (_, i) => ({ atMs: i, bytes: 100 }));
    const stream = new TrueStream(writes, 5000);
    const looks = samplesOf(
      stream,
      [0, 1, 2, 3, 4, 5, 6, 7, 8].map((second) => look(second * 1000 + 1, 0.5, 0.5)),
    );
    for (const bytes of [0, 10_000, 333_333, 800_000, 5_000_000])
      expect(secondsToWrite(looks, bytes)).toBeCloseTo(bytes / 100_000, 1);
  });

  it("stays near the truth through bursts and pauses, where the rate of the last five seconds does not", () => {
    const bytes = 4 * 1024 * 1024;
    const wrong = { ours: [] as number[], lastFive: [] as number[] };
    for (let nowMs = 300_000; nowMs < 320_000; nowMs += 250) {
      const looks = Array.from({ length: 301 }, (_, i) => nowMs - 300_000 + i * 1000).map((ms) =>
        at(ms, bursty(ms)),
      );
      let end = nowMs;
      while (bursty(end) - bursty(nowMs) < bytes) end += 10;
      const truth = (end - nowMs) / 1000;
      const error = (seconds: number) => Math.abs(seconds - truth) / truth;
      wrong.ours.push(error(secondsToWrite(looks, bytes) ?? Number.NaN));
      wrong.lastFive.push(error(bytes / ((bursty(nowMs) - bursty(nowMs - 5000)) / 5)));
    }
    expect(Math.max(...wrong.ours)).toBeLessThan(0.5);
    expect(Math.max(...wrong.lastFive)).toBeGreaterThan(2);
  });

  it("follows a lasting change of the rate before what it warns of can happen", () => {
    const slow = Array.from({ length: 60 }, (_, i) => at(i * 1000, i * 1000));
    const fast = [1, 2, 3, 4, 5].map((second) => at(59_000 + second * 1000, 59_000 + second * 100_000));
    expect(secondsToWrite(slow, 500_000)).toBeCloseTo(500, 5);
    expect(secondsToWrite([...slow, ...fast], 500_000)).toBeCloseTo(5, 5);
  });

  it("knows nothing from a single look, and of a stream that stands still", () => {
    expect(secondsToWrite([], 10)).toBeNull();
    expect(secondsToWrite([at(0, 10)], 10)).toBeNull();
    expect(secondsToWrite([at(0, 10), at(60_000, 10)], 10)).toBeNull();
  });

  it("runs out at once where no room is left, but for a stream that stands still", () => {
    expect(secondsToWrite([at(0, 10), at(1000, 20)], 0)).toBe(0);
  });
});

describe("reachedMs", () => {
  it("says when the stream came to an offset, on any stream", () => {
    let told = 0;
    fc.assert(
      fc.property(streams, primaryLooks, between(0, 1), (stream, made, share) => {
        const looks = samplesOf(stream, made);
        const [oldest, last] = [looks[0], looks.at(-1)];
        if (oldest === undefined || last === undefined) return;
        const offset = Math.round(oldest.offset + share * (last.offset - oldest.offset));
        const ms = reachedMs(looks, offset);
        if (offset === oldest.offset) expect(ms).toBeNull();
        if (ms === null) return;
        told += 1;
        expect(Math.abs(drawn(looks, ms) - offset)).toBeLessThan(1e-3 * offset + 1);
        expect(drawn(looks, ms - 1)).toBeLessThanOrEqual(offset);
      }),
      { numRuns: 2000 },
    );
    expect(told).toBeGreaterThan(500);
  });

  it("knows neither what came before it looked nor what has not come", () => {
    const looks = [at(0, 10), at(1000, 20)];
    expect([9, 10, 15, 20, 21].map((offset) => reachedMs(looks, offset))).toEqual([
      null,
      null,
      500,
      1000,
      null,
    ]);
  });
});
