import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Interval } from "@/lib/units";
import { HeartbeatLog, type ShownHeartbeat } from "./heartbeat";
import { between } from "./stream.fixture";

const SECOND = { intervalMs: 1000, ttlMs: 30_000 };
/** Sent at these moments, each acknowledged 2 ms later. */
function written(...sentMs: readonly number[]): HeartbeatLog {
  const log = new HeartbeatLog(SECOND);
  for (const ms of sentMs) log.acknowledge(log.send(ms), ms + 2);
  return log;
}
/** Asked at `ms`, answered 2 ms later. */
const shown = (number: number, ms: number): ShownHeartbeat => ({
  at: { sentMs: ms, receivedMs: ms + 2 },
  number,
});

describe("What a reader sees", () => {
  it("is new where the replica shows the newest heartbeat, but for what came since", () => {
    expect(written(1000, 2000).readerLag(shown(2, 2100))).toEqual({ lagSeconds: 0, lagSecondsError: 0.102 });
  });

  it("is as old as the first heartbeat that the replica does not show, or older by what lies between two", () => {
    expect(written(1000, 2000, 3000, 4000).readerLag(shown(2, 4500))).toEqual({
      lagSeconds: 1.5,
      lagSecondsError: 1.002,
    });
  });

  it("is new where the replica shows one before its own OK has come", () => {
    const log = written(1000);
    const number = log.send(2000);
    expect(log.readerLag(shown(number, 2001))).toEqual({ lagSeconds: 0, lagSecondsError: 0.003 });
  });

  it("is not known by a number that was never given out, or is no longer kept", () => {
    const log = written(1000, 2000, 100_000);
    expect(log.readerLag(shown(4, 100_100))).toBeNull();
    expect(log.readerLag(shown(0, 100_100))).toBeNull();
    expect(log.readerLag(shown(2, 100_100))).toBeNull();
    expect(log.readerLag(shown(3, 100_100))).toMatchObject({ lagSeconds: 0 });
  });

  it("is not known, and surely not new, once the newest heartbeat is itself old", () => {
    const log = written(1000, 2000);
    expect(log.readerLag(shown(2, 4900))).not.toBeNull();
    expect(log.readerLag(shown(2, 5100))).toBeNull();
    // That the replica lacks the second one is known for ever.
    expect(log.readerLag(shown(1, 9000))).toMatchObject({ lagSeconds: 7 });
  });

  it("is not judged by a heartbeat of which no answer came: it may not have been written", () => {
    const log = written(1000);
    log.send(2000);
    expect(log.readerLag(shown(1, 2500))).toEqual({ lagSeconds: 0, lagSecondsError: 1.502 });
    log.acknowledge(log.send(3000), 3002);
    expect(log.readerLag(shown(1, 3500))).toEqual({ lagSeconds: 0.5, lagSecondsError: 2.002 });
  });

  it("is not judged by later ones where a heartbeat without an answer was written after them", () => {
    const log = written(1000);
    const late = log.send(2000);
    log.acknowledge(log.send(3000), 3002);
    expect(log.readerLag(shown(late, 3500))).toEqual({ lagSeconds: 0, lagSecondsError: 1.502 });
  });
});

/** One thing written to the primary: a heartbeat's number, or null for anything else. */
interface Entry {
  readonly atMs: number;
  readonly number: number | null;
}

type Fate = "answered" | "lost" | "late" | "refused";

const trip = fc.oneof(between(0, 5), between(0, 300));

/** A primary that is written to, by us among others, some of our writes going astray. */
const histories = fc
  .record({
    beats: fc.array(
      fc.record({
        pauseMs: fc.oneof(between(1, 20), between(1, 1500)),
        thereMs: trip,
        backMs: trip,
        fate: fc.constantFrom<Fate>("answered", "answered", "answered", "lost", "late", "refused"),
        lateMs: between(0, 8000),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    others: fc.oneof(fc.constant<number[]>([]), fc.array(between(0, 15_000), { maxLength: 40 })),
  })
  .map(({ beats, others }) => {
    let clock = 0;
    const sends: { readonly sentMs: number; readonly receivedMs: number | null }[] = [];
    const stream: Entry[] = others.map((atMs) => ({ atMs, number: null }));
    for (const [i, { pauseMs, thereMs, backMs, fate, lateMs }] of beats.entries()) {
      const sentMs = clock + pauseMs;
      const wroteMs = sentMs + thereMs;
      clock = wroteMs + backMs;
      sends.push({ sentMs, receivedMs: fate === "answered" ? clock : null });
      if (fate !== "refused")
        stream.push({ atMs: fate === "late" ? clock + lateMs : wroteMs, number: i + 1 });
    }
    return { sends, stream: stream.sort((a, b) => a.atMs - b.atMs) };
  });

describe("For any order of sends, replies and deliveries", () => {
  it("the oldest byte a replica lacked was as old as it says, give or take the error it states", () => {
    let judged = 0;
    fc.assert(
      fc.property(
        histories,
        fc.array(fc.record({ truthMs: between(0, 16_000), before: trip, after: trip }), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.nat(60),
        ({ sends, stream }, asks, has) => {
          for (const { truthMs, before, after } of asks) {
            const at: Interval = { sentMs: truthMs - before, receivedMs: truthMs + after };
            const log = new HeartbeatLog(SECOND);
            // What is known when the answer has come.
            for (const { sentMs, receivedMs } of sends.filter((one) => one.sentMs <= at.receivedMs)) {
              const number = log.send(sentMs);
              if (receivedMs !== null && receivedMs <= at.receivedMs) log.acknowledge(number, receivedMs);
            }
            const there = stream.filter(({ atMs }) => atMs <= truthMs);
            const position = Math.min(has, there.length);
            const number = there.slice(0, position).findLast((entry) => entry.number !== null)?.number;
            if (number == null) continue;
            const lacking = there[position];
            const truth = lacking === undefined ? 0 : (truthMs - lacking.atMs) / 1000;
            const told = log.readerLag({ at, number });
            if (told === null) continue;
            judged += 1;
            expect(told.lagSeconds).toBeGreaterThanOrEqual(0);
            expect(Math.abs(truth - told.lagSeconds)).toBeLessThanOrEqual(told.lagSecondsError + 1e-9);
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(judged).toBeGreaterThan(1000);
  });
});
