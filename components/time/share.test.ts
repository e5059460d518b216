import { describe, expect, it } from "vitest";
import { frozenOf, hasTime, lastingQuery, thenHref, withPeriod } from "./share";

const period = { fromMs: Date.UTC(2026, 10, 24, 14, 0), toMs: Date.UTC(2026, 10, 24, 14, 5) };
const times = "from=2026-11-24T14:00:00.000Z&to=2026-11-24T14:05:00.000Z";

describe("a link that shows the same later", () => {
  it("turns a range that moves on into the period it shows now, and leaves the rest letter by letter", () => {
    expect(lastingQuery("q=state:down&sel=a%3A1", { is: "live", lengthMs: 300_000 }, period.toMs)).toBe(
      `?q=state:down&sel=a%3A1&${times}`,
    );
  });

  it("replaces times that stand there, and names the moment only where it is not the end", () => {
    expect(withPeriod(`${times}&at=x&frozen=1&y=linear`, period, period.toMs)).toBe(`?y=linear&${times}`);
    expect(withPeriod("", period, period.fromMs)).toBe(`?${times}&at=2026-11-24T14:00:00.000Z`);
    expect(lastingQuery("", { is: "past", period, atMs: period.fromMs }, 0)).toContain("at=");
  });

  it("leads from an event to its group at that moment", () => {
    expect(thenHref("a b", period.toMs, period.toMs)).toBe(
      "/g/a%20b?from=2026-11-24T13:50:00.000Z&to=2026-11-24T14:05:00.000Z",
    );
  });
});

describe("frozenOf", () => {
  it("takes a moment that has been, and nothing else", () => {
    expect(frozenOf("a=1&frozen=1764000000000", 2e12)).toBe(1_764_000_000_000);
    for (const query of [
      "",
      "frozen",
      "frozen=",
      "frozen=soon",
      "frozen=-5",
      "frozen=3000000000000",
      "frozen=0",
    ])
      expect(frozenOf(query, 2e12), query).toBeNull();
  });
});

it("groups and instances are shown over time, other pages are not", () => {
  expect(["/g/demo", "/i/a%3A1", "/", "/timeline"].map(hasTime)).toEqual([true, true, false, false]);
});
