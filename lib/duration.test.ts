import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "./duration";
import { formatSize, parseSize } from "./size";

test("Every duration that is written reads back as the same milliseconds", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (ms) => {
      expect(parseDuration(formatDuration(ms))).toEqual({ ok: true, value: ms });
    }),
  );
});

test.each([
  ["250ms", 250],
  ["1s", 1_000],
  ["5m", 300_000],
  ["24h", 86_400_000],
  ["30d", 2_592_000_000],
])("The duration %s is %i ms", (text, ms) => {
  expect(parseDuration(text)).toEqual({ ok: true, value: ms });
});

test.each(["", "5", "1.5s", "1 s", "-1s", "1S", "1sec", "s", "1s2m", "9".repeat(12).concat("d")])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text).ok).toBe(false);
  },
);

test("Every size that is written reads back as the same bytes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 52 }), (bytes) => {
      expect(parseSize(formatSize(bytes))).toEqual({ ok: true, value: bytes });
    }),
  );
});

test.each([
  ["64KiB", 65_536],
  ["1MiB", 1_048_576],
  ["2GiB", 2_147_483_648],
])("The size %s is %i bytes", (text, bytes) => {
  expect(parseSize(text)).toEqual({ ok: true, value: bytes });
});

test.each(["", "1", "1MB", "1mib", "1.5MiB", "-1MiB", "1 MiB", "9".repeat(16).concat("TiB")])(
  "%j is no size",
  (text) => {
    expect(parseSize(text).ok).toBe(false);
  },
);
