import { describe, expect, it } from "vitest";
import type { Event, EventType } from "@/lib/contract";
import { frameOf } from "./frame";
import { marksOf } from "./marks";
import { ribbonOf } from "./ribbons";
import { aSeries } from "./series.fixture";
import { summaryOf } from "./summary";

const anEvent = (type: EventType, atMs: number, instance = "a"): Event => ({
  id: `${type}-${atMs}`,
  at: new Date(atMs).toISOString(),
  type,
  group: "orders",
  instance,
  severity: "info",
  title: type,
  detail: "",
  run: null,
});

describe("marksOf", () => {
  it("marks failovers, resyncs and lost links in the window, and nothing else", () => {
    const events = [
      anEvent("full-resync", 10_000),
      anEvent("finding-opened", 11_000),
      anEvent("backup-ended", 40_000),
      anEvent("failover", 99_000),
    ];
    expect(marksOf(events, 0, 50_000, 5000).map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ["full", 10_000],
    ]);
  });

  it("makes one mark of what would cover each other, named by the weightiest", () => {
    const events = [
      anEvent("partial-resync", 12_000),
      anEvent("role-changed", 11_000),
      anEvent("link-down", 10_000),
    ];
    const marks = marksOf(events, 0, 50_000, 5000);
    expect(marks).toHaveLength(1);
    expect(marks[0]).toMatchObject({ kind: "failover", atMs: 11_000 });
    expect(marks[0]?.events.map(({ type }) => type)).toEqual(["link-down", "role-changed", "partial-resync"]);
  });
});

it("a mark of many events counts those of its kind", () => {
  const events = [1, 2, 3].map((n) => anEvent("full-resync", 10_000 + n * 100));
  const [mark] = marksOf([...events, anEvent("partial-resync", 10_050)], 0, 50_000, 5000);
  expect(mark).toMatchObject({ kind: "full", ofKind: 3 });
  expect(mark?.events).toHaveLength(4);
});

describe("ribbonOf", () => {
  it("joins equal states and shows silence as a gap", () => {
    const series = aSeries({ a: [0, 0, 9, 9, null, null, 0] });
    expect(ribbonOf(series, [], "a", 0).map(({ state }) => state)).toEqual([
      "online",
      "lagging",
      "gap",
      "online",
    ]);
  });

  it("tells from events what rows of the past do not know", () => {
    const series = aSeries({ a: [0, 0, 0, 0, 0, 0] });
    const events = [anEvent("link-up", 1_004_000), anEvent("link-down", 1_002_000)];
    expect(ribbonOf(series, events, "a", 0).map(({ state, fromMs }) => [state, fromMs])).toEqual([
      ["online", 1_000_000],
      ["link-down", 1_002_000],
      ["online", 1_004_000],
    ]);
  });
});

describe("ribbonOf, of an outage that goes on", () => {
  it("fills the rows of the past back to the event that began it", () => {
    const series = aSeries({ a: [0, null, null, null] });
    series.byInstance.a?.state.fill("unreachable", 3);
    const events = [anEvent("instance-down", 1_001_000)];
    expect(ribbonOf(series, events, "a", 0).map(({ state }) => state)).toEqual(["online", "unreachable"]);
  });

  it("believes the newest row over an event whose end nobody saw", () => {
    const series = aSeries({ a: [0, 0, 0, 0] });
    const events = [anEvent("instance-down", 1_001_000)];
    expect(ribbonOf(series, events, "a", 0).map(({ state }) => state)).toEqual(["online"]);
  });
});

describe("summaryOf", () => {
  it("says who is farthest behind, how often all was copied and how often data is missing", () => {
    const series = aSeries({ a: [1, 1, null, null, null, null, 3], b: [0, 0, null, null, null, null, 0] });
    const frame = frameOf(series, ["a", "b"], 300_000, 300);
    const marks = marksOf([anEvent("full-resync", 1_001_000)], 0, 2_000_000, 1000);
    expect(summaryOf(frame, marks, (id) => id.toUpperCase()).replaceAll("\u00a0", " ")).toBe(
      "Bytes behind, seconds behind and backlog headroom of 2 replicas over the last 5 minutes. " +
        "Farthest behind now: A, 300 B and 3.0 s; 1 full resync; 1 stretch without data.",
    );
  });
});
