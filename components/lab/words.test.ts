import { describe, expect, it } from "vitest";
import { ConsistencySettings, ReadMode } from "@/lib/contract";
import { modeWords as explainedModes } from "@/lib/lab/consistency-modes";
import { estimateSeconds } from "./estimate";
import { headlineOf } from "./headline";
import { consistencyResult, modeWith, scalingResult, scalingSettings, syncResult } from "./lab.fixture";
import { delaySteps, stepOf } from "./link-steps";
import { formatLatency, formatPoints, formatShare } from "./units";
import { weatherText } from "./weather-text";
import { modeWords, readModes } from "./words";

const plain = (text: string | null) => text?.replaceAll("\u00a0", " ");

describe("what an experiment found, in one line", () => {
  it("names each way to read with its share of stale reads", () => {
    const modes = [
      modeWith("replica", 420),
      modeWith("read", 0),
      modeWith("primary", 0, { reads: 0, fresh: 0 }),
    ];
    expect(plain(headlineOf({ ...consistencyResult, modes }))).toBe(
      "Stale: One replica 42 %, Replicas in turn 0 %.",
    );
  });

  it("says how many times the reads of the primary alone were reached", () => {
    expect(plain(headlineOf(scalingResult))).toBe(
      "Most reads: 97,000/s, 3 replicas; ×1.59 of the primary alone.",
    );
  });

  it("says what became of the last resync, and is nothing where nothing is measured", () => {
    expect(plain(headlineOf(syncResult))).toBe(
      "64.0 MiB at full speed: full resync 800 ms; after the cut full, a backlog of 3.20 MiB was needed.",
    );
    expect(headlineOf(null)).toBeNull();
    expect(headlineOf({ kind: "sync", rows: [] })).toBeNull();
  });
});

describe("figures", () => {
  it("keep short times and small shares apart from none", () => {
    expect([null, 0, 0.000004, 0.00042, 0.0081, 0.087, 2.44].map((s) => plain(formatLatency(s)))).toEqual([
      "—",
      "0 ms",
      "<0.01 ms",
      "0.42 ms",
      "8.1 ms",
      "87 ms",
      "2.4 s",
    ]);
    expect([null, 0, 0.0001, 0.004, 0.12, 0.9999, 1].map((s) => plain(formatShare(s)))).toEqual([
      "—",
      "0 %",
      "<0.1 %",
      "0.4 %",
      "12 %",
      "99.9 %",
      "100 %",
    ]);
    expect([-0.21, 0.004].map((by) => plain(formatPoints(by)))).toEqual(["21 points", "0.4 points"]);
  });
});

describe("a link", () => {
  it("is told by what is worst about it", () => {
    const link = { delayMs: 200, paused: false, cut: false, bytesPerSecond: 1_048_576 };
    expect(plain(weatherText(link))).toBe("200 ms later, at most 1.00 MiB/s");
    expect(weatherText({ ...link, paused: true })).toBe("held");
    expect(weatherText({ ...link, paused: true, cut: true })).toBe("cut");
    expect(weatherText({ delayMs: 0, paused: false, cut: false, bytesPerSecond: null })).toBe(
      "nothing in the way",
    );
  });

  it("stands at the nearest step of the slider, whatever was set elsewhere", () => {
    for (const [step, ms] of delaySteps.entries()) expect(stepOf(ms)).toBe(step);
    expect(delaySteps[stepOf(170)]).toBe(200);
    expect(delaySteps[stepOf(5_000)]).toBe(5_000);
  });
});

it("calls every way to read what its explanation calls it", () => {
  for (const mode of readModes) expect(modeWords[mode].name).toBe(explainedModes[mode].title);
});

it("has a name of its own for every way to read", () => {
  expect(new Set(readModes)).toEqual(new Set(ReadMode.options));
  expect(new Set(readModes.map((mode) => modeWords[mode].name)).size).toBe(readModes.length);
});

it("reckons with each measurement, and with the servers that are started for it", () => {
  const here = { place: "throwaway" } as const;
  expect(estimateSeconds(ConsistencySettings.parse({ kind: "consistency" }), here)).toBe(22);
  const [one, many] = [{ ...scalingSettings, replicas: [1], chained: false }, scalingSettings];
  expect(estimateSeconds(many, here) / estimateSeconds(one, here)).toBe(5);
});
