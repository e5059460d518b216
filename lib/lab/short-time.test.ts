import { expect, test } from "vitest";
import { formatShort } from "./short-time";

test.each([
  [0, "0.0 ms"],
  [0.000_214, "0.21 ms"],
  [0.0042, "4.2 ms"],
  [0.29, "290 ms"],
  [0.9996, "1.0 s"],
  [1.24, "1.2 s"],
])("%d s is %s", (seconds, text) => {
  expect(formatShort(seconds).replaceAll("\u00a0", " ")).toBe(text);
});
