import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCron, type Timetable } from "./cron";

function timetable(text: string): Timetable {
  const read = parseCron(text);
  if (!read.ok) throw new Error(`${text}: ${read.error}`);
  return read.value;
}
const at = (text: string): number => Date.parse(text);

test("A schedule is in UTC: 03:00 stands where it is, also where clocks elsewhere change", () => {
  const daily = timetable("0 3 * * *");
  expect(daily.next(at("2026-10-25T02:59:59.999Z"))).toBe(at("2026-10-25T03:00:00Z"));
  expect(daily.next(at("2026-10-25T03:00:00Z"))).toBe(at("2026-10-26T03:00:00Z"));
  expect(daily.last(at("2026-10-25T03:00:00Z"))).toBe(at("2026-10-25T03:00:00Z"));
  expect(daily.last(at("2026-10-25T02:59:59.999Z"))).toBe(at("2026-10-24T03:00:00Z"));
});

test("What was passed over is counted, both ends left out, and not for ever", () => {
  const hourly = timetable("0 * * * *");
  expect(hourly.between(at("2026-01-01T00:00:00Z"), at("2026-01-01T05:00:00Z"))).toBe(4);
  expect(hourly.between(at("2026-01-01T05:00:00Z"), at("2026-01-01T05:00:00Z"))).toBe(0);
  expect(timetable("* * * * *").between(0, at("2026-01-01T00:00:00Z"))).toBe(1000);
});

test("At every instant the last one is due, and the next one comes after it", () => {
  const tables = ["0 3 * * *", "*/7 * * * *", "30 1 * * MON-FRI", "0 0 L * *", "0 12 29 2 *"].map(timetable);
  fc.assert(
    fc.property(
      fc.constantFrom(...tables),
      fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2040-01-01T00:00:00Z") }),
      (table, ms) => {
        const [last, next] = [table.last(ms), table.next(ms)];
        if (last === null || next === null) throw new Error("it never comes");
        expect(last).toBeLessThanOrEqual(ms);
        expect(next).toBeGreaterThan(ms);
        expect(table.next(last)).toBe(next);
        expect(last % 60_000).toBe(0);
      },
    ),
  );
});

test.each([
  ["", ""],
  ["0 3 * *", ""],
  ["0 0 3 * * *", ""],
  ["@daily", ""],
  ["? 3 * * *", ""],
  ["2026-01-01T00:00:00", ""],
  ["61 3 * * *", "Invalid value for minute"],
  ["0 3 31 2 *", "this never comes"],
])("%j is refused", (text, why) => {
  const read = parseCron(text);
  expect(read.ok).toBe(false);
  if (!read.ok) expect(read.error).toContain(why);
});
