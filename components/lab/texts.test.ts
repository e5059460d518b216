import { describe, expect, it } from "vitest";
import type { ReadMode } from "@/lib/contract";
import { count, flag, list, mode, orNone, size, type Text, weather } from "./texts";

const limits = { min: 0, max: 1_000_000 };
const round = <T>(text: Text<T>, values: readonly T[]): void => {
  for (const value of values) expect(text.read(text.write(value))).toEqual({ ok: true, value });
};

describe("what stands in a field and in the URL", () => {
  it("is read back as it was written", () => {
    round(count(limits), [0, 7, 1_000_000]);
    round(size(limits), [0, 1, 1_000, 65_536, 524_288]);
    round(orNone(size(limits), "full"), [null, 4_096]);
    round(list(count(limits), 0, 3), [[], [1], [1, 2, 3]]);
    round(flag, [true, false]);
    round<ReadMode[]>(list(mode, 1, 8), [["primary", "max-lag-bytes"]]);
    round(weather, [
      { delayMs: 0, paused: false, cut: false, bytesPerSecond: null },
      { delayMs: 5_000, paused: true, cut: true, bytesPerSecond: 1_024 },
    ]);
  });

  it.each(["", "-1", "1.5", "1e3", "0x10", "1,000", "١", "99999999999999999999"])(
    "is no number: %s",
    (text) => {
      expect(count(limits).read(text).ok).toBe(false);
    },
  );

  it("takes a size with a space or a rate's ending, and none without a unit", () => {
    expect(size(limits).read(" 64 KiB/s ")).toEqual({ ok: true, value: 65_536 });
    expect(size(limits).read("64").ok).toBe(false);
  });

  it("takes a delay without its unit, and names the word of a link it does not know", () => {
    expect(weather.read("200")).toMatchObject({ ok: true, value: { delayMs: 200 } });
    expect(weather.read("200ms slow")).toEqual({
      ok: false,
      error: "“slow” says nothing of a link. Allowed: 200ms, 1MiB, paused, cut.",
    });
    expect(weather.read("9000ms")).toEqual({
      ok: false,
      error: "“9000” is not a whole number from 0 to 5,000.",
    });
  });

  it("says how many values are too many", () => {
    expect(list(count(limits), 1, 2).read("1, 2, 3")).toEqual({
      ok: false,
      error: "“1, 2, 3” holds 3 values. Allowed: 1 to 2, parted by commas.",
    });
    expect(orNone(count(limits), "most").read("all")).toEqual({
      ok: false,
      error: "“all” is not a whole number from 0 to 1,000,000, nor most.",
    });
  });
});
