import { describe, expect, it } from "vitest";
import { forecastResync, forecastWords } from "./forecast";
import { anInstance } from "./instance.fixture";

const replica = anInstance("eu-2", { upstream: "us-1:6379", offset: 90_000 });
const words = (mover = replica, upstream = anInstance("eu-1")) =>
  forecastWords(forecastResync(mover, upstream)).replace("\u00a0", " ");

describe("forecast of a resync", () => {
  it("is partial, with the bytes to catch up, when the backlog holds the next byte", () => {
    expect(words()).toBe("Partial, 9.77 KiB");
  });

  it("is full when the replica is ahead of its new upstream", () => {
    expect(words(anInstance("eu-3", { offset: 100_001 }))).toBe("Full: eu-3 is ahead");
  });

  it("is partial at the very end of the backlog", () => {
    expect(words(anInstance("eu-3", { offset: 100_000 }))).toBe("Partial, 0 B");
  });

  it("is full when the next byte left the backlog, and partial at its first byte", () => {
    const upstream = anInstance("eu-1", {
      backlog: { active: true, sizeBytes: 1000, firstOffset: 90_001, historyBytes: 10_000 },
    });
    expect(words(anInstance("eu-2", { offset: 90_000 }), upstream)).toMatch(/^Partial/);
    expect(words(anInstance("eu-2", { offset: 89_999 }), upstream)).toBe(
      "Full: its backlog no longer reaches back",
    );
  });

  it("is full between two histories", () => {
    expect(words(replica, anInstance("eu-1", { replid: "b".repeat(40) }))).toBe("Full: another history");
  });

  it("is partial up to the offset at which the upstream left the replica's history, and full after it", () => {
    const promoted = (until: number) =>
      anInstance("eu-1", {
        replid: "b".repeat(40),
        previousReplid: "a".repeat(40),
        previousReplidUntil: until,
      });
    expect(words(replica, promoted(90_001))).toMatch(/^Partial/);
    expect(words(replica, promoted(90_000))).toBe("Full: another history");
  });

  it("is full where no backlog is kept", () => {
    const upstream = anInstance("eu-1", {
      backlog: { active: false, sizeBytes: 1000, firstOffset: null, historyBytes: 0 },
    });
    expect(words(replica, upstream)).toBe("Full: it keeps no backlog");
  });

  it("says unknown where an offset or a backlog is not known", () => {
    expect(words(anInstance("eu-2", { offset: null }))).toBe("Unknown: offsets are not known");
    expect(words(replica, anInstance("eu-1", { backlog: null }))).toBe("Unknown: its backlog is not known");
  });
});
