import { describe, expect, it } from "vitest";
import type { SeriesRow } from "@/components/live/series";
import { anEvent } from "../events/event.fixture";
import { longPicture, pastPicture } from "./chart-picture";
import { frameWithin, highestOf } from "./frame";

const MINUTE_MS = 60_000;
const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1_048_576 };

/** Steps of a minute from 0 on; the columns of one replica. */
const answer = (seconds: (number | null)[], events = [anEvent(1)]) => ({
  key: "k",
  fromMs: 0,
  toMs: seconds.length * MINUTE_MS,
  history: {
    stepMs: MINUTE_MS,
    t: seconds.map((_, i) => i * MINUTE_MS),
    series: (["lagSeconds", "lagBytes"] as const).map((metric) => ({
      instance: "a",
      metric,
      max: seconds,
      last: seconds,
      min: null,
    })),
    states: [],
  },
  events,
});

const liveRow = (t: number, lagSeconds: number): SeriesRow => ({
  t,
  spanMs: 1000,
  points: { a: { lagSeconds, lagBytes: 1, headroomSeconds: null, headroomBytes: null, state: "online" } },
});

describe("a long range that ends now", () => {
  const live = {
    rows: [170_000, 180_000, 181_000, 182_000, 183_000].map((t, i) => liveRow(t, i)),
    newestMs: 182_000,
    events: [anEvent(1), anEvent(2)],
  };

  it("goes on with the page's own rows where the steps end, up to the newest, and no row twice", () => {
    const { series, window } = longPicture(answer([0, 0, 0, null]), 10 * MINUTE_MS, live, lag);
    expect(series.t).toEqual([30_000, 90_000, 150_000, 180_000, 181_000, 182_000]);
    expect(window).toEqual({ fromMs: -418_000, toMs: 182_000, binMs: MINUTE_MS, wholeUntilMs: 150_000 });
  });

  it("shows a spike that the history does not have yet, and no gap at the seam", () => {
    const spike = { ...live, rows: live.rows.map((row) => (row.t === 181_000 ? liveRow(row.t, 40) : row)) };
    const { series, window, events } = longPicture(answer([0, 0, 0]), 10 * MINUTE_MS, spike, lag);
    const frame = frameWithin(series, ["a"], window, events);
    expect(highestOf(frame, "lagSeconds")).toBe(40);
    expect(frame.gaps).toEqual([]);
  });

  it("has each event once, and the steps alone while the page has heard nothing", () => {
    expect(longPicture(answer([0]), MINUTE_MS, live, lag).events.map(({ id }) => id)).toEqual([
      "event-2",
      "event-1",
    ]);
    const alone = longPicture(answer([0, 0]), MINUTE_MS, { rows: [], newestMs: null, events: [] }, lag);
    expect(alone.window.toMs).toBe(2 * MINUTE_MS);
  });
});

it("a period keeps its bounds and its empty end, however late its samples stop", () => {
  const { series, window } = pastPicture(answer([0, 0, null, null]), lag);
  expect(series.t).toHaveLength(4);
  expect([window.fromMs, window.toMs]).toEqual([0, 4 * MINUTE_MS]);
  expect(frameWithin(series, ["a"], window).gaps).toMatchObject([{ fromMs: 120_000, toMs: 240_000 }]);
});
