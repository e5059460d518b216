import fc from "fast-check";
import { expect, test } from "vitest";
import { makeValue, parseValue } from "./consistency-value";

test("a counter comes back out of the value it was written in, and the value is as long as it was asked to be", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600_000 }), fc.integer({ min: 16, max: 300 }), (counter, bytes) => {
      const value = makeValue(counter, bytes);
      expect(value).toHaveLength(bytes);
      expect(parseValue(value)).toBe(counter);
    }),
  );
});

test("no value is the counter before the first; what the lab did not write is no counter", () => {
  expect(parseValue(null)).toBe(0);
  for (const foreign of ["", "7", "0:xx", "07:xx", "7:xy", "-1:x", "1e3:x", 7, ["7:x"], "1234567890123456:x"])
    expect(parseValue(foreign), String(foreign)).toBeNull();
});
