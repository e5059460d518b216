import { describe, expect, it } from "vitest";
import type { Instance } from "@/lib/contract";
import { aGroup, anInstance } from "@/lib/group/orders.fixture";
import { forecastResync, forecastWords } from "./forecast";

const replica = anInstance("eu-2", { upstream: "us-1:6379", offset: 90_000 });
const words = (mover = replica, upstream = anInstance("eu-1")) =>
  forecastWords(forecast(mover, upstream), mover.name).replace("\u00a0", " ");
const forecast = (mover: Instance, upstream: Instance) =>
  forecastResync(aGroup([mover, upstream]), mover, upstream);

describe("forecast of a resync", () => {
  it("is partial, with the bytes to catch up, when the backlog holds the next byte", () => {
    expect(words()).toBe("Partial, 9.77 KiB");
  });

  it("is full when the replica is ahead of an upstream that lags, and says so", () => {
    const ahead = anInstance("eu-3", { upstream: "us-1:6379", offset: 100_001 });
    const lagging = anInstance("eu-1", { upstream: "us-1:6379", lagSeconds: 4 });
    expect(words(ahead, lagging)).toBe("Full: eu-3 is ahead");
    expect(forecast(ahead, lagging).reason).toMatch(/ahead/);
  });

  it("is partial to an upstream that keeps up, though its sample is a moment older", () => {
    const ahead = anInstance("eu-3", { upstream: "us-1:6379", offset: 100_500 });
    expect(words(ahead, anInstance("eu-1", { upstream: "us-1:6379", lagSeconds: 0.02 }))).toBe(
      "Partial, 0 B",
    );
    expect(words(ahead, anInstance("us-1"))).toBe("Partial, 0 B");
    const between = anInstance("eu-1", { upstream: "us-1:6379", lagSeconds: 0.5 });
    expect(words(ahead, between)).toBe("Unknown");
  });

  it("is full for a primary that holds more than its new upstream: what it took is its own", () => {
    expect(words(anInstance("eu-3", { offset: 100_500 }))).toBe("Full: eu-3 is ahead");
  });

  it("is full between two histories", () => {
    expect(words(replica, anInstance("eu-1", { replid: "b".repeat(40) }))).toBe("Full: other history");
  });

  it("follows the upstream's previous history up to the switch", () => {
    const promoted = (until: number) =>
      anInstance("eu-1", {
        replid: "b".repeat(40),
        previousReplid: "a".repeat(40),
        previousReplidUntil: until,
      });
    expect(words(replica, promoted(90_001))).toMatch(/^Partial/);
    expect(words(replica, promoted(90_000))).toBe("Full: eu-2 is ahead");
  });

  it("says unknown, and of whom, where an offset or a backlog is not known", () => {
    expect(forecast(anInstance("eu-2", { offset: null }), anInstance("eu-1"))).toEqual({
      verdict: "unknown",
      reason: "The offsets of eu-2 are not known.",
      cause: null,
      copyBytes: null,
      headroomBytes: null,
      headroomSeconds: null,
    });
    expect(forecast(replica, anInstance("eu-1", { backlog: null })).reason).toMatch(/eu-1/);
  });
});
