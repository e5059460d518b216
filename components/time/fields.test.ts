import { describe, expect, it } from "vitest";
import { fieldMs, fieldText, momentError, periodOfFields } from "./fields";

const now = new Date("2026-11-24T14:03:12").getTime();
const keep = 30 * 86_400_000;

describe("the fields of the time dialog", () => {
  it("write a moment in local time and read the same one back", () => {
    expect(fieldText(now)).toBe("2026-11-24T14:03:12");
    expect(fieldMs(fieldText(now))).toBe(now);
    expect(fieldMs("")).toBeNull();
    expect(fieldMs("yesterday")).toBeNull();
  });

  it("make a period of two moments", () => {
    const period = periodOfFields("2026-11-24T14:00:00", "2026-11-24T14:03:00", now, keep);
    expect(period).toEqual({ ok: true, value: { fromMs: now - 192_000, toMs: now - 12_000 } });
  });

  it.each([
    ["no moment", "", "2026-11-24T14:00:00", { from: /Give a date and a time/, to: null }],
    ["a future end", "2026-11-24T14:00:00", "2026-11-24T15:00:00", { from: null, to: /in the future/ }],
    [
      "a beginning older than what is kept",
      "2026-10-01T00:00:00",
      "2026-11-24T14:00:00",
      { from: /30 days/, to: null },
    ],
    [
      "an end before the beginning",
      "2026-11-24T14:00:00",
      "2026-11-24T13:00:00",
      { from: null, to: /after the beginning/ },
    ],
    [
      "an end at the beginning",
      "2026-11-24T14:00:00",
      "2026-11-24T14:00:00",
      { from: null, to: /after the beginning/ },
    ],
  ])("say at the right field what is wrong with %s", (_what, from, to, expected) => {
    const period = periodOfFields(from, to, now, keep);
    if (period.ok) throw new Error("it was taken");
    for (const field of ["from", "to"] as const) {
      const pattern = expected[field];
      if (pattern === null) expect(period.error[field]).toBeNull();
      else expect(period.error[field]).toMatch(pattern);
    }
  });

  it("do not call anything too old while it is unknown how long samples are kept", () => {
    expect(momentError(0, now, null)).toBeNull();
    expect(momentError(0, now, 3_600_000)).toContain("60 minutes");
  });
});
