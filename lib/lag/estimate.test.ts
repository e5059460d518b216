import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toOffset } from "@/lib/units";
import { estimateLag, UNKNOWN_LAG } from "./estimate";
import { between, look, primaryLooks, samplesOf, streams, TrueStream } from "./stream.fixture";

const STALE_MS = 3000;

/** Writes of `bytes` every `everyMs`, from 0 to `untilMs`. */
const steady = (everyMs: number, bytes: number, untilMs: number): TrueStream =>
  new TrueStream(
    Array.from({ length: Math.floor(untilMs / everyMs) }, (_, i) => ({ atMs: (i + 1) * everyMs, bytes })),
  );

const eachSecond = (seconds: number) =>
  Array.from({ length: seconds }, (_, i) => look(i * 1000 + 2, 0.5, 0.5));

describe("estimateLag", () => {
  it("holds the true time lag within its error and is never negative, on any stream", () => {
    const delays = between(0, 8000);
    const rtt = between(0, 40);
    const position = between(0, 1);
    let behind = 0;
    fc.assert(
      fc.property(
        streams,
        primaryLooks,
        position,
        delays,
        rtt,
        rtt,
        fc.option(between(1, 100_000)),
        (stream, looks, where, behindMs, b, a, arrivalBytes) => {
          const end = looks.at(-1)?.truthMs ?? 0;
          const truthMs = where * (end + 2000);
          const offset = stream.offsetAt(truthMs - behindMs);
          const replica = { ...look(truthMs, b, a), offset };
          const lag = estimateLag(replica, samplesOf(stream, looks), STALE_MS, arrivalBytes);
          if (lag.lagBytes !== null) expect(lag.lagBytes).toBeGreaterThanOrEqual(0);
          const truth = stream.trueLagSeconds(offset, truthMs);
          if (lag.atLeastSeconds !== null) expect(lag.atLeastSeconds).toBeLessThanOrEqual(truth + 1e-9);
          if (lag.lagSeconds === null || lag.lagSecondsError === null) return;
          if (truth > 0) behind += 1;
          expect(lag.lagSeconds).toBeGreaterThanOrEqual(0);
          expect(Math.abs(lag.lagSeconds - truth)).toBeLessThanOrEqual(lag.lagSecondsError + 1e-9);
        },
      ),
      { numRuns: 5000 },
    );
    expect(behind).toBeGreaterThan(1000);
  });

  it("measures a steady delay to within a few milliseconds on a steady stream", () => {
    const stream = steady(1, 200, 12_000);
    const looks = samplesOf(stream, eachSecond(11));
    for (const behindMs of [0, 30, 500, 1500, 4200]) {
      const truthMs = 9000;
      const lag = estimateLag(
        { ...look(truthMs, 0.5, 0.5), offset: stream.offsetAt(truthMs - behindMs) },
        looks,
        STALE_MS,
        null,
      );
      expect(Math.abs((lag.lagSeconds ?? Number.NaN) - behindMs / 1000)).toBeLessThan(0.01);
      expect(Math.abs((lag.lagBytes ?? Number.NaN) - behindMs * 200)).toBeLessThan(1000);
    }
  });

  it("shows no lag on an idle healthy group when a PING falls between the two looks of one round", () => {
    const stream = new TrueStream([{ atMs: 5001, bytes: 14 }], 100);
    const looks = samplesOf(stream, eachSecond(8));
    const lag = estimateLag({ ...look(5000.5, 0.4, 0.4), offset: toOffset(100) }, looks, STALE_MS, null);
    expect(lag.lagSeconds).toBe(0);
    expect(lag.lagBytes).toBeLessThanOrEqual(14);
  });

  it("stays under 0.2 s on an idle group pinged every second, wherever the PINGs fall between the looks", () => {
    fc.assert(
      fc.property(between(0, 1000), fc.integer({ min: 2, max: 9 }), (phase, second) => {
        const pings = Array.from({ length: 12 }, (_, i) => ({ atMs: i * 1000 + phase, bytes: 14 }));
        const stream = new TrueStream(pings, 100);
        const truthMs = second * 1000;
        const replica = { ...look(truthMs, 0.5, 0.5), offset: stream.offsetAt(truthMs - 1) };
        const lag = estimateLag(replica, samplesOf(stream, eachSecond(11)), STALE_MS, null);
        expect(lag.lagSeconds).toBeLessThan(0.2);
      }),
    );
  });

  it("shows no lag on a trickle of small writes when the newest of them is still on its way", () => {
    const stream = new TrueStream([
      { atMs: 4100, bytes: 27 },
      { atMs: 5000.8, bytes: 27 },
    ]);
    const replica = { ...look(5000, 0.4, 0.4), offset: toOffset(27) };
    expect(estimateLag(replica, samplesOf(stream, eachSecond(8)), STALE_MS, null).lagSeconds).toBe(0);
  });

  /** As the poller looks: at the primary, at its replica a moment later, and at the primary again. */
  const sandwiched = (seconds: number) =>
    Array.from({ length: seconds }, (_, i) => [
      look(i * 1000 + 999, 0.5, 0.5),
      look(i * 1000 + 1001, 0.5, 0.5),
    ]).flat();

  it("is not taken in by a delay of just the polling interval, when the replica stands where the last round saw its primary", () => {
    const stream = steady(10, 130, 12_000);
    const looks = samplesOf(stream, sandwiched(9));
    for (const [rounds, truthSeconds] of [
      [1, 1],
      [3, 3],
    ] as const) {
      const offset = stream.offsetAt(9000 - 1000 * rounds + 1);
      const lag = estimateLag({ ...look(9000, 0.5, 0.5), offset }, looks, STALE_MS, 130);
      expect(Math.abs((lag.lagSeconds ?? Number.NaN) - truthSeconds)).toBeLessThan(0.02);
    }
  });

  it("tells a slow trickle that all came late from a command that is on its way", () => {
    const trickle = new TrueStream(
      Array.from({ length: 60 }, (_, i) => ({ atMs: 100 + i * 200, bytes: 100 })),
    );
    const looks = samplesOf(trickle, sandwiched(9));
    const late = { ...look(9000, 0.5, 0.5), offset: trickle.offsetAt(8001) };
    expect(estimateLag(late, looks, STALE_MS, 100).lagSeconds).toBeCloseTo(0.83, 1);
    const onItsWay = new TrueStream([{ atMs: 8998, bytes: 3000 }], 100);
    const well = { ...look(9000, 0.5, 0.5), offset: toOffset(100) };
    expect(estimateLag(well, samplesOf(onItsWay, sandwiched(9)), STALE_MS, 3000).lagSeconds).toBe(0);
    expect(estimateLag(well, samplesOf(onItsWay, sandwiched(9)), STALE_MS, null).lagSeconds).toBe(0);
  });

  it("grows by the second for a replica that stopped, also when all it lacks is a PING", () => {
    const stream = new TrueStream([{ atMs: 2500, bytes: 14 }], 100);
    const looks = samplesOf(stream, eachSecond(9));
    const at = (ms: number) =>
      estimateLag({ ...look(ms, 0.5, 0.5), offset: toOffset(100) }, looks, STALE_MS, null).lagSeconds;
    expect(at(5000)).toBeCloseTo(2.5, 1);
    expect(at(7000)).toBeCloseTo(4.5, 1);
  });

  it("is zero, without an error, when the primary was read later and had no more", () => {
    const looks = samplesOf(new TrueStream([], 700), eachSecond(3));
    const lag = estimateLag({ ...look(1999, 0.5, 0.5), offset: toOffset(700) }, looks, STALE_MS, null);
    expect(lag).toEqual({ lagBytes: 0, lagSeconds: 0, lagSecondsError: 0, atLeastSeconds: null });
  });

  it("gives bytes but no seconds for a replica older than all that was seen, and says how late it is at least", () => {
    const stream = steady(1, 100, 10_000);
    const looks = samplesOf(stream, eachSecond(9)).slice(5);
    const lag = estimateLag({ ...look(8000, 0.5, 0.5), offset: toOffset(100_000) }, looks, STALE_MS, null);
    expect(lag.lagBytes).toBeGreaterThan(600_000);
    expect(lag).toMatchObject({ lagSeconds: null, lagSecondsError: null });
    expect(lag.atLeastSeconds).toBeCloseTo(3, 1);
  });

  it("knows nothing once the primary has been silent for long, or of a replica ahead of it", () => {
    const looks = samplesOf(new TrueStream([], 700), eachSecond(3));
    expect(estimateLag({ ...look(9000, 1, 1), offset: toOffset(700) }, looks, STALE_MS, null)).toEqual(
      UNKNOWN_LAG,
    );
    expect(estimateLag({ ...look(1000, 1, 1), offset: toOffset(701) }, looks, STALE_MS, null)).toEqual(
      UNKNOWN_LAG,
    );
    expect(estimateLag({ ...look(1000, 1, 1), offset: toOffset(1) }, [], STALE_MS, null)).toEqual(
      UNKNOWN_LAG,
    );
  });
});
