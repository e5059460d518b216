import { describe, expect, it } from "vitest";
import { orders } from "@/lib/group/orders.fixture";
import { railsOf } from "./rails";
import { rowsOf } from "./rows";

const lag = { warnSeconds: 2, criticalSeconds: 30, warnBytes: 1024 * 1024 };
const rows = rowsOf(orders(), lag, { folded: new Set(), expanded: new Set() }, null);

describe("railsOf", () => {
  it("leads from the lower edge of each upstream to the left of each replica", () => {
    expect(railsOf(rows)).toEqual([
      {
        id: "eu-1:6379",
        corners: [
          { x: 19, y: 92 },
          { x: 19, y: 148 },
          { x: 26, y: 148 },
        ],
      },
      {
        id: "ap-1:6379",
        corners: [
          { x: 45, y: 194 },
          { x: 45, y: 250 },
          { x: 52, y: 250 },
        ],
      },
      {
        id: "eu-2:6379",
        corners: [
          { x: 12, y: 92 },
          { x: 12, y: 352 },
          { x: 26, y: 352 },
        ],
      },
    ]);
  });

  it("gives the farthest sibling the leftmost lane", () => {
    const lanes = railsOf(rows).map(({ id, corners }) => [id, corners[0]?.x ?? 0] as const);
    const at = new Map(lanes);
    expect(at.get("eu-2:6379")).toBeLessThan(at.get("eu-1:6379") ?? 0);
  });
});
