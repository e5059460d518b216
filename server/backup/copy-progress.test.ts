import { expect, test } from "vitest";
import { copyProgress } from "./copy-progress";

const half = { bytes: 5_000_000, keys: 500 };

test("until something comes nothing is known", () => {
  expect(copyProgress(null, { keys: 1000, seconds: 5 })).toEqual({
    text: "The source prepares its data set",
    fraction: null,
    etaSeconds: null,
  });
});

test("the share is that of the keys, and the rest goes at the pace so far", () => {
  const { text, ...figures } = copyProgress(half, { keys: 1000, seconds: 10 });
  expect(figures).toEqual({ fraction: 0.5, etaSeconds: 10 });
  expect(text.replaceAll("\u00a0", " ")).toBe("500 of 1,000 keys, 4.77 MiB, 488 KiB/s");
});

test("keys that were written meanwhile never make it more than whole", () => {
  expect(copyProgress({ ...half, keys: 1200 }, { keys: 1000, seconds: 1 }).fraction).toBe(0.99);
});

test.each([null, 0])("of a source whose keys are %s there is no share", (keys) => {
  expect(copyProgress(half, { keys, seconds: 1 })).toMatchObject({ fraction: null, etaSeconds: null });
});
