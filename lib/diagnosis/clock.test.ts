import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/contract";
import { createFindingClock, type Holding, settle } from "./clock";

const finding: Finding = {
  id: "orders/link-down/eu-2",
  code: "link-down",
  severity: "critical",
  group: "orders",
  instance: "eu-2",
  since: "1970-01-01T00:00:05.000Z",
  title: "eu-2 has lost its link",
  detail: "",
  evidence: {},
  advice: "",
  action: null,
};
const holds = (holdMs: number, over: Partial<Finding> = {}): Holding[] => [
  { finding: { ...finding, ...over }, holdMs },
];

/** Settles one condition over time: each entry is whether it holds at that moment. */
function story(steps: [ms: number, holding: Holding[]][], clearMs = 0, open: Finding[] = []) {
  const clock = createFindingClock(open);
  return steps.map(([ms, holding]) => {
    const { open: now, opened, closed } = settle(clock, holding, ms, () => clearMs, 10_000);
    return `${ms}: ${now.length} open${opened.length > 0 ? ", opened" : ""}${closed.length > 0 ? ", closed" : ""}`;
  });
}

describe("settle", () => {
  it("opens a condition once it has held for its time, and dates it from its begin", () => {
    const clock = createFindingClock([]);
    expect(settle(clock, holds(1000), 5000, () => 0, 0).open).toEqual([]);
    expect(settle(clock, holds(1000), 6000, () => 0, 0).opened).toEqual([finding]);
  });

  it("does not open for a flicker", () => {
    expect(
      story([
        [0, holds(1000)],
        [900, []],
        [1000, holds(1000)],
        [1900, holds(1000)],
      ]),
    ).toEqual(["0: 0 open", "900: 0 open", "1000: 0 open", "1900: 0 open"]);
  });

  it("opens once, and closes once its clear time is over", () => {
    const steps: [number, Holding[]][] = [
      [0, holds(0)],
      [1000, holds(0)],
      [2000, []],
      [2500, holds(0)],
      [3500, []],
      [4000, []],
    ];
    expect(story(steps, 1500)).toEqual([
      "0: 1 open, opened",
      "1000: 1 open",
      "2000: 1 open",
      "2500: 1 open",
      "3500: 1 open",
      "4000: 0 open, closed",
    ]);
  });

  it("opens anew when it gets worse", () => {
    expect(
      story([
        [0, holds(0, { severity: "warning" })],
        [1000, holds(0)],
        [2000, holds(0)],
      ]),
    ).toEqual(["0: 1 open, opened", "1000: 1 open, opened", "2000: 1 open"]);
  });

  it("keeps a remembered finding and its since, without opening it again, and gives the group time to be found", () => {
    expect(
      story(
        [
          [20_000, []],
          [25_000, holds(1000)],
          [26_000, []],
        ],
        0,
        [finding],
      ),
    ).toEqual(["20000: 1 open", "25000: 1 open", "26000: 0 open, closed"]);
    expect(
      story(
        [
          [20_000, []],
          [29_000, []],
          [30_000, []],
        ],
        0,
        [finding],
      ),
    ).toEqual(["20000: 1 open", "29000: 1 open", "30000: 0 open, closed"]);
    const clock = createFindingClock([finding]);
    expect(settle(clock, holds(0), 99_000, () => 0, 0).open[0]?.since).toBe(finding.since);
  });
});
