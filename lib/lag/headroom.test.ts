import { describe, expect, it } from "vitest";
import { backlog } from "@/lib/group/members.fixture";
import { toOffset } from "@/lib/units";
import { resyncOf } from "./headroom";
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

/** A steady pace. At 0 nothing runs out. */
const at = (bytesPerSecond: number) => (bytes: number) =>
  bytesPerSecond > 0 ? bytes / bytesPerSecond : null;

describe("resyncOf", () => {
  it("counts down the time until a reconnect is no longer partial", () => {
    expect(resyncOf("down", side(9000), upstream, at(50))).toEqual({
      verdict: "partial",
      headroomBytes: 3000,
      headroomSeconds: 60,
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
