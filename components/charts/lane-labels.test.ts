import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeLabels } from "./lane-labels";

describe("placeLabels", () => {
  it("leaves a label where it should be when nothing stands there", () => {
    expect(placeLabels([{ x: 100, width: 60 }], [{ x: 200, width: 24 }], 0, 400)).toEqual([100]);
  });

  it("moves a label beside a mark that stands there", () => {
    expect(placeLabels([{ x: 205, width: 60 }], [{ x: 200, width: 24 }], 0, 400)).toEqual([248]);
  });

  it("keeps a label inside the lane", () => {
    expect(placeLabels([{ x: 395, width: 60 }], [], 0, 400)).toEqual([370]);
  });

  it("never lays one label over another or over a mark", () => {
    const label = fc.record({
      x: fc.integer({ min: 0, max: 500 }),
      width: fc.integer({ min: 10, max: 160 }),
    });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 6 }), (labels) => {
        const mark = { x: 250, width: 24 };
        const placed = placeLabels(labels, [mark], 0, 500).flatMap((x, i) =>
          x === null ? [] : [{ x, width: labels[i]?.width ?? 0 }],
        );
        const all = [mark, ...placed];
        for (const [i, a] of all.entries())
          for (const b of all.slice(i + 1))
            expect(Math.abs(a.x - b.x)).toBeGreaterThanOrEqual((a.width + b.width) / 2);
      }),
    );
  });
});
