import { describe, expect, it } from "vitest";
import { explained } from "./explained";
import {
  consistencyResult,
  consistencySettings,
  experimentWith,
  scalingResult,
  scalingSettings,
  syncResult,
  syncSettings,
} from "./lab.fixture";

const results = [
  experimentWith(consistencySettings, { result: consistencyResult }),
  experimentWith(scalingSettings, { result: scalingResult }),
  experimentWith(syncSettings, { result: syncResult }),
];

describe("the figures of an experiment", () => {
  it.each(results)(
    "of kind $settings.kind are explained in two sentences each, with a source",
    (experiment) => {
      const figures = explained(experiment);
      expect(figures.length).toBeGreaterThan(3);
      expect(new Set(figures.map(({ figure }) => figure)).size).toBe(figures.length);
      for (const { title, value, text, source } of figures) {
        expect([title, value, source].every((part) => part.length > 0)).toBe(true);
        expect(text.match(/\.(\s|$)/g)?.length ?? 0, text).toBeGreaterThanOrEqual(2);
      }
    },
  );

  it("show of scaling the row they name", () => {
    const scaling = explained(experimentWith(scalingSettings, { result: scalingResult }));
    expect(scaling.find(({ figure }) => figure === "reads")?.value).toBe("97,000/s");
    expect(scaling.find(({ figure }) => figure === "cpu")?.value).toBe("0.60");
  });

  it("are none where nothing is measured", () => {
    expect(explained(experimentWith(syncSettings))).toEqual([]);
  });
});
