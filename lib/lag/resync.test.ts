import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Offset, toOffset } from "@/lib/units";
import { advanced } from "./reconnected";
import { predictResync, type ResyncSide } from "./resync";

const side = (over: Partial<ResyncSide> = {}): ResyncSide => ({
  replid: "a",
  previousReplid: null,
  previousReplidUntil: null,
  offset: toOffset(1000),
  backlog: { active: true, sizeBytes: 500, firstOffset: toOffset(501), historyBytes: 500 },
  ...over,
});

/** The condition of masterTryPartialResynchronization (replication.c, 7.0.15), word for word. */
function serverContinues(
  id: string,
  psyncOffset: number,
  server: {
    replid: string;
    replid2: string;
    second_replid_offset: number;
    repl_backlog: { offset: number; histlen: number } | null;
  },
): boolean {
  if (id !== server.replid && (id !== server.replid2 || psyncOffset > server.second_replid_offset))
    return false;
  if (
    !server.repl_backlog ||
    psyncOffset < server.repl_backlog.offset ||
    psyncOffset > server.repl_backlog.offset + server.repl_backlog.histlen
  )
    return false;
  return true;
}

describe("predictResync", () => {
  it("continues a replica whose next byte is in the backlog, and says how much room is left", () => {
    const answer = predictResync(side({ offset: toOffset(900) }), side());
    expect(answer).toEqual({
      verdict: "partial",
      reason: "The backlog holds the 100\u00a0B the replica lacks.",
      bytes: 100,
      headroomBytes: 400,
      leftAt: null,
      cause: null,
    });
  });

  it("says at which offset of the history the needed byte left a full backlog", () => {
    const replica = side({ offset: toOffset(900) });
    const { leftAt } = predictResync(replica, advanced(side(), 50_000));
    expect(predictResync(replica, advanced(side(), (leftAt ?? 0) - 1)).verdict).toBe("partial");
    expect(predictResync(replica, advanced(side(), leftAt ?? 0)).verdict).toBe("full");
    expect(predictResync(side({ replid: "z" }), side()).leftAt).toBeNull();
  });

  it("counts the unfilled part of a young backlog as room", () => {
    const young = side({
      backlog: { active: true, sizeBytes: 10_000, firstOffset: toOffset(501), historyBytes: 500 },
    });
    expect(predictResync(side({ offset: toOffset(900) }), young).headroomBytes).toBe(9900);
  });

  it("predicts a full copy once the next byte has left the backlog", () => {
    expect(predictResync(side({ offset: toOffset(499) }), side()).verdict).toBe("full");
    expect(predictResync(side({ offset: toOffset(500) }), side()).verdict).toBe("partial");
  });

  it("continues a replica that holds nothing of a stream in which nothing was written, and copies one without a position", () => {
    const backlog = { active: true, sizeBytes: 500, firstOffset: toOffset(1), historyBytes: 0 };
    const empty = side({ offset: toOffset(0), backlog });
    expect(predictResync(side({ offset: toOffset(0) }), empty)).toMatchObject({
      verdict: "partial",
      bytes: 0,
    });
    const begun = side({ offset: toOffset(28), backlog: { ...backlog, historyBytes: 28 } });
    const answer = predictResync(side({ offset: toOffset(1) }), begun);
    expect(answer.verdict).toBe("full");
    expect(answer.reason).toContain("no position");
  });

  it("predicts a full copy for a replica that is ahead", () => {
    const answer = predictResync(side({ offset: toOffset(1001) }), side());
    expect(answer.verdict).toBe("full");
    expect(answer.reason).toContain("ahead");
  });

  it("continues a former sibling up to the switch, and a demoted primary that wrote past it not", () => {
    const promoted = side({ replid: "b", previousReplid: "a", previousReplidUntil: toOffset(801) });
    expect(predictResync(side({ offset: toOffset(800) }), promoted).verdict).toBe("partial");
    expect(predictResync(side({ offset: toOffset(801) }), promoted).verdict).toBe("full");
  });

  it("predicts a full copy where there is no backlog, and says unknown where the backlog's begin is not known", () => {
    const none = side({ backlog: { active: false, sizeBytes: 500, firstOffset: null, historyBytes: 0 } });
    expect(predictResync(side(), none).verdict).toBe("full");
    const mute = side({ backlog: { active: true, sizeBytes: 500, firstOffset: null, historyBytes: 0 } });
    expect(predictResync(side(), mute).verdict).toBe("unknown");
  });

  it("agrees with the server's own condition on any pair", () => {
    const offset: fc.Arbitrary<Offset> = fc.integer({ min: 0, max: 40 }).map(toOffset);
    const replid = fc.constantFrom("a", "b", "c");
    const sides = fc.record({
      replid,
      previous: fc.option(fc.record({ replid, until: offset })),
      offset,
      active: fc.boolean(),
      first: offset,
      historyBytes: fc.integer({ min: 0, max: 30 }),
      sizeBytes: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(replid, offset, sides, (asked, at, up) => {
        const upstream: ResyncSide = {
          replid: up.replid,
          previousReplid: up.previous?.replid ?? null,
          previousReplidUntil: up.previous?.until ?? null,
          offset: toOffset(Math.max(0, up.first + up.historyBytes - 1)),
          backlog: {
            active: up.active,
            sizeBytes: up.sizeBytes,
            firstOffset: up.active ? up.first : null,
            historyBytes: up.historyBytes,
          },
        };
        // INFO says 1 of a replica that will ask with `PSYNC ? -1`.
        const continues = serverContinues(at === 1 ? "?" : asked, at === 1 ? -1 : at + 1, {
          replid: up.replid,
          replid2: up.previous?.replid ?? "0",
          second_replid_offset: up.previous?.until ?? -1,
          repl_backlog: up.active ? { offset: up.first, histlen: up.historyBytes } : null,
        });
        const answer = predictResync(side({ replid: asked, offset: at }), upstream);
        expect(answer.verdict).toBe(continues ? "partial" : "full");
        if (answer.verdict === "partial") {
          expect(answer.bytes).toBeGreaterThanOrEqual(0);
          expect(answer.headroomBytes).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
