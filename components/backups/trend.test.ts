import { describe, expect, it } from "vitest";
import { aBackup } from "@/lib/backup/protection.fixture";
import { sizeChange, trendOf } from "./trend";

const at = (
  minute: number,
  sizeBytes: number | null,
  state: "verified" | "failed" | "running" = "verified",
) => aBackup({ id: `${minute}`, startedAt: `2026-03-01T14:0${minute}:00.000Z`, sizeBytes, state });

describe("the trend of sizes", () => {
  it("goes from the oldest to the newest, and keeps the place of one that failed", () => {
    const bars = trendOf([at(3, 200), at(2, 999, "failed"), at(1, 100), at(4, null, "running")], 10);
    expect(bars.map(({ id, sizeBytes, share }) => [id, sizeBytes, share])).toEqual([
      ["1", 100, 0.5],
      ["2", null, 0],
      ["3", 200, 1],
    ]);
    expect(sizeChange(bars)).toEqual({ from: 100, to: 200 });
  });

  it("tells of no change where there are not two sizes", () => {
    expect(sizeChange(trendOf([at(1, 100), at(2, null)], 10))).toBeNull();
  });

  it("shows the last of many", () => {
    expect(trendOf([at(1, 1), at(2, 2), at(3, 3)], 2).map(({ id }) => id)).toEqual(["2", "3"]);
  });
});
