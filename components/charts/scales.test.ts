import { describe, expect, it } from "vitest";
import { spread } from "./end-labels";
import { headroomSeconds, linearBytes, linearSeconds, symlogBytes } from "./scales";

const labels = (scale: { ticks: readonly { label: string }[] }) =>
  scale.ticks.map(({ label }) => label.replaceAll("\u00a0", " "));
const GIB = 1024 ** 3;

describe("symlogBytes", () => {
  it("plots nothing and a gibibyte on one scale", () => {
    const scale = symlogBytes(GIB);
    expect(scale.plot(0)).toBe(0);
    expect(scale.plot(GIB)).toBeLessThan(scale.top);
    expect(labels(scale)).toEqual(["0", "10 KiB", "1 MiB", "100 MiB"]);
  });

  it("keeps its ticks apart, however large the lag", () => {
    for (const max of [0, 1e3, 1e6, 1e9, 1e12]) {
      const { ticks, top } = symlogBytes(max);
      const gaps = ticks.slice(1).map((tick, i) => (tick.at - (ticks[i]?.at ?? 0)) / top);
      expect(Math.min(...gaps), String(max)).toBeGreaterThan(0.1);
    }
  });
});

describe("linear scales", () => {
  it("never shows less than two seconds, so that noise stays small", () => {
    expect(linearSeconds(0.04).top).toBe(2);
    expect(labels(linearSeconds(0.04))).toEqual(["0 s", "1 s", "2 s"]);
  });

  it("ends at a whole step above the highest value", () => {
    expect(labels(linearSeconds(86))).toEqual(["0 s", "30 s", "1 m", "1 m 30 s"]);
    expect(labels(linearBytes(177 * 1024 ** 2))).toEqual(["0", "64 MiB", "128 MiB", "192 MiB"]);
  });

  it("never has more than four ticks", () => {
    for (const max of [0, 0.3, 3, 31, 299, 4000, 90_000, 1e7])
      expect(linearSeconds(max).ticks.length, String(max)).toBeLessThanOrEqual(4);
  });
});

describe("headroomSeconds", () => {
  it("draws more than ten minutes at the top and says so", () => {
    const scale = headroomSeconds(5 * 3600);
    expect(scale.plot(5 * 3600)).toBe(scale.top);
    expect(labels(scale).at(-1)).toBe("≥ 10 m");
  });

  it("leaves room for the risk below a minute", () => {
    expect(headroomSeconds(12).top).toBe(60);
  });
});

describe("spread", () => {
  it("keeps labels 13 px apart, in their order, inside the plot", () => {
    expect(spread([90, 91, 92, 10], 0, 96)).toEqual([70, 83, 96, 10]);
    expect(spread([5], 0, 96)).toEqual([5]);
    expect(spread([], 0, 96)).toEqual([]);
  });
});
