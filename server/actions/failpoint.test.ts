import { expect, test } from "vitest";
import { isArmed } from "./failpoint";

test("a failpoint fires at its own step alone, and never outside of a test", () => {
  const env = { TIDEMARK_TEST: "1", TIDEMARK_FAILPOINT: "run.after-send:2" };
  expect(isArmed("run.after-send", 2, env)).toBe(true);
  expect(isArmed("run.after-send", 1, env)).toBe(false);
  expect(isArmed("run.before-send", 2, env)).toBe(false);
  expect(isArmed("run.after-send", 2, { TIDEMARK_FAILPOINT: "run.after-send:2" })).toBe(false);
});
