import { describe, expect, it } from "vitest";
import { backlog } from "@/lib/group/members.fixture";
import { toOffset } from "@/lib/units";
import { type ResyncInput, resyncOf as resyncOfInput, type Stream } from "./headroom";
import type { ResyncSide } from "./resync";

const side = (offset: number, over: Partial<ResyncSide> = {}): ResyncSide => ({
  replid: "a",
  previousReplid: null,
  previousReplidUntil: null,
  offset: toOffset(offset),
  backlog: backlog(10_000, 4000),
  ...over,
});
const upstream = side(10_000);

/** Written to at a steady pace, at offset 0 at the beginning of time. At 0 nothing runs out. */
const at = (bytesPerSecond: number): Stream => ({
  secondsToWrite: (bytes) => (bytesPerSecond > 0 ? bytes / bytesPerSecond : null),
  reachedMs: (offset) => (bytesPerSecond > 0 ? (1000 * offset) / bytesPerSecond : null),
});

const resyncOf = (
  state: ResyncInput["state"],
  replica: ResyncSide,
  above: ResyncSide,
  stream: Stream | null,
  dataBytes: number | null = null,
) => resyncOfInput({ state, replica, upstream: above, stream, dataBytes });

describe("resyncOf", () => {
  it("counts down the time until a reconnect is no longer partial", () => {
    expect(resyncOf("down", side(9000), upstream, at(50))).toEqual({
      verdict: "partial",
      headroomBytes: 3000,
      headroomSeconds: 60,
      copyBytes: 1000,
      pastSince: null,
      reason: "2.93\u00a0KiB headroom, about 1\u00a0m\u00a000\u00a0s at the recent write rate.",
    });
  });

  it("is at risk under thirty seconds, and never while nothing is written or the rate is not known", () => {
    expect(resyncOf("down", side(9000), upstream, at(101))?.verdict).toBe("at-risk");
    for (const pace of [at(0), null])
      expect(resyncOf("down", side(9000), upstream, pace)).toMatchObject({
        verdict: "partial",
        headroomSeconds: null,
      });
  });

  it("is at risk with no room left at all, whatever the rate", () => {
    expect(resyncOf("down", side(6000), upstream, at(0))).toMatchObject({
      verdict: "at-risk",
      headroomBytes: 0,
    });
  });

  it("is full once the needed byte has gone", () => {
    expect(resyncOf("down", side(5999), upstream, at(0))).toMatchObject({
      verdict: "full",
      headroomBytes: null,
    });
  });

  it("says when the needed byte left the backlog, and how much there is to copy at most", () => {
    // 5901 was the oldest byte kept when the history stood at 9900, 4000 bytes further, and had left by the next.
    expect(resyncOf("down", side(5900), upstream, at(100), 2048)).toMatchObject({
      verdict: "full",
      copyBytes: 2048,
      pastSince: "1970-01-01T00:01:39.010Z",
      reason: expect.stringMatching(/left the backlog.* At most 2\.00.KiB to copy\.$/),
    });
    expect(resyncOf("down", side(5900), upstream, at(0))).toMatchObject({ copyBytes: null, pastSince: null });
    const other = side(5900, { replid: "b" });
    expect(resyncOf("down", other, upstream, at(100))).toMatchObject({ verdict: "full", pastSince: null });
  });

  it("is full while a copy runs, and for a replica that holds no position", () => {
    expect(resyncOf("syncing", side(9999), upstream, at(1))?.verdict).toBe("full");
    expect(resyncOf("loading", side(1), upstream, at(1))?.verdict).toBe("full");
    const whole = side(10, { backlog: backlog(10, 4000) });
    expect(resyncOf("down", side(1), whole, at(1))?.verdict).toBe("full");
  });

  it("does not take a linked replica that was read a moment later for one that is ahead", () => {
    expect(resyncOf("up", side(10_050), upstream, at(1))?.verdict).toBe("partial");
    expect(resyncOf("down", side(10_050), upstream, at(1))?.verdict).toBe("full");
  });

  it("is not known where the backlog's begin is not", () => {
    const mute = side(10_000, {
      backlog: { active: true, sizeBytes: 1, firstOffset: null, historyBytes: 0 },
    });
    expect(resyncOf("up", side(10_000), mute, at(1))).toBeNull();
  });
});
