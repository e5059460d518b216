import { describe, expect, it } from "vitest";
import { intervalAt, primaryView, replicaView } from "@/lib/group/members.fixture";
import type { Reading, ReplicationView } from "@/lib/info/view";
import { toOffset } from "@/lib/units";
import { OffsetTracks } from "./tracks";

const reading = (ms: number, view: ReplicationView): Reading => ({
  state: "reached",
  at: intervalAt(ms),
  view,
});
const tracks = (windowMs = 60_000, maxSamples = 100) => new OffsetTracks({ windowMs, maxSamples });
const offsetsOf = (all: OffsetTracks, replid: string) => all.samples(replid).map((sample) => sample.offset);

describe("OffsetTracks", () => {
  it("keeps a primary's offsets by history, and none of a replica or of a failed reading", () => {
    const all = tracks();
    all.record("p", reading(0, primaryView(10)));
    all.record("r", reading(0, replicaView(9, "p:1")));
    all.record("p", { state: "unreachable", at: intervalAt(500), reason: "timeout", detail: "" });
    all.record("p", reading(1000, primaryView(20)));
    expect(offsetsOf(all, "a")).toEqual([10, 20]);
  });

  it("takes the same reading once, however often it is told", () => {
    const all = tracks();
    const same = reading(0, primaryView(10));
    all.record("p", same);
    all.record("p", same);
    expect(offsetsOf(all, "a")).toEqual([10]);
  });

  it("carries a history over to the promoted replica up to the switch, without what only the old primary had", () => {
    const all = tracks();
    for (const [ms, offset] of [
      [0, 100],
      [1000, 200],
      [2000, 300],
    ] as const)
      all.record("old", reading(ms, primaryView(offset)));
    const promoted = { replid: "b", previousReplid: "a", previousReplidUntil: toOffset(251) };
    all.record("new", reading(3000, primaryView(260, [], promoted)));
    expect(offsetsOf(all, "b")).toEqual([100, 200, 260]);
  });

  it("starts anew when an offset fell: that is another stream under the same id", () => {
    const all = tracks();
    all.record("p", reading(0, primaryView(500)));
    all.record("p", reading(1000, primaryView(400)));
    expect(offsetsOf(all, "a")).toEqual([400]);
  });

  it("forgets what left the window, but for one look before it, and never holds more than its limit", () => {
    const windowed = tracks(3000);
    const limited = tracks(60_000, 4);
    for (let i = 0; i < 10; i += 1) {
      windowed.record("p", reading(i * 1000, primaryView(i)));
      limited.record("p", reading(i * 1000, primaryView(i)));
    }
    expect(offsetsOf(windowed, "a")).toEqual([5, 6, 7, 8, 9]);
    expect(offsetsOf(limited, "a")).toEqual([6, 7, 8, 9]);
  });

  it("learns how much comes at once from looks with no time between them for more, a burst hardly counted", () => {
    const all = tracks();
    expect(all.arrivalBytes("a")).toBeNull();
    let offset = 0;
    const round = (ms: number, grown: number) => {
      all.record("p", reading(ms, primaryView(offset)));
      offset += grown;
      all.record("p", reading(ms + 3, primaryView(offset)));
      offset += 10_000;
    };
    for (let i = 0; i < 5; i += 1) round(i * 1000, 0);
    expect(all.arrivalBytes("a")).toBeNull();
    for (let i = 5; i < 12; i += 1) round(i * 1000, 130);
    expect(all.arrivalBytes("a")).toBeCloseTo(130);
    round(12_000, 500_000);
    expect(all.arrivalBytes("a")).toBeLessThan(400);
    const promoted = { replid: "b", previousReplid: "a", previousReplidUntil: toOffset(1000) };
    all.record("new", reading(13_000, primaryView(offset, [], promoted)));
    expect(all.arrivalBytes("b")).toBe(all.arrivalBytes("a"));
  });

  it("keeps old looks within a fiftieth of their age of each other, and all of the last minute", () => {
    const all = tracks(900_000, 10_000);
    for (let i = 0; i <= 9000; i += 1) all.record("p", reading(i * 100, primaryView(i)));
    const samples = all.samples("a");
    const ages = samples.map(({ at }) => (samples.at(-1)?.at.receivedMs ?? 0) - at.receivedMs);
    expect(ages.filter((age) => age < 60_000).length).toBe(600);
    expect(ages.length).toBeLessThan(1_000);
    for (const [i, age] of ages.entries())
      expect(age - (ages[i + 1] ?? 0)).toBeLessThanOrEqual(Math.max(101, 0.02 * age));
  });

  it("gives the write rate of the last five seconds, and none from a single look", () => {
    const all = tracks();
    all.record("p", reading(0, primaryView(0)));
    expect(all.writeBytesPerSecond("a")).toBeNull();
    all.record("p", reading(1000, primaryView(1_000_000)));
    for (let i = 2; i <= 6; i += 1) all.record("p", reading(i * 1000, primaryView(1_000_000 + i * 500)));
    expect(all.writeBytesPerSecond("a")).toBeCloseTo((5 * 500 + 500) / 5, -3);
    all.record("p", reading(7000, primaryView(1_003_500)));
    expect(all.writeBytesPerSecond("a")).toBeCloseTo(500, 5);
  });

  it("takes the last two looks for the rate when they are more than five seconds apart", () => {
    const all = tracks();
    all.record("p", reading(0, primaryView(0)));
    all.record("p", reading(60_000, primaryView(6000)));
    expect(all.writeBytesPerSecond("a")).toBeCloseTo(100, 5);
  });

  it("forgets an instance's history with the instance", () => {
    const all = tracks();
    all.record("p", reading(0, primaryView(10)));
    all.forget("p");
    expect(offsetsOf(all, "a")).toEqual([]);
  });
});
