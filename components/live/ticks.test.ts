import { describe, expect, it } from "vitest";
import type { Tick } from "@/lib/contract";
import { group, replica } from "../fleet/fleet.fixture";
import { applySnapshot } from "./picture";
import { initialLiveState, onHead } from "./state";
import { onTicks } from "./ticks";

const ids = ["a", "b", "c"];
const start = onHead((head) =>
  applySnapshot(
    head,
    ids.map((id) => group(id, [replica(`${id}-1`), replica(`${id}-2`)])),
  ),
)(initialLiveState);

const tick = (of: string, at: number, lagBytes: number): Tick => ({
  seq: at,
  at,
  group: of,
  revision: 1,
  rows: [{ id: `${of}-1`, lagBytes, sampledAt: new Date(at).toISOString() }],
});
const ticks = [
  tick("a", 1000, 1),
  tick("b", 1100, 2),
  tick("a", 2000, 3),
  tick("none", 2100, 4),
  tick("a", 3000, 5),
];

describe("ticks of one frame", () => {
  it("leave what they would have left one by one, a row for each", () => {
    const together = onTicks(ticks)(start);
    const oneByOne = ticks.reduce((state, one) => onTicks([one])(state), start);
    expect(together).toEqual(oneByOne);
    expect(together.rows.a?.map(({ t, points }) => [t, points["a-1"]?.lagBytes])).toEqual([
      [1000, 1],
      [2000, 3],
      [3000, 5],
    ]);
  });

  it("leave groups without a tick, and unknown ones, as they were", () => {
    const after = onTicks(ticks)(start);
    expect(after.head.groups.c).toBe(start.head.groups.c);
    expect(Object.keys(after.head.groups)).toEqual(ids);
    expect(Object.keys(after.rows)).toEqual(["a", "b"]);
  });
});
