import { expect, test } from "vitest";
import { signalAt } from "./failpoint";

test("a failpoint is armed for its point and step alone, and only in tests", () => {
  const env = (name: string) => ({ TIDEMARK_TEST: "1", TIDEMARK_FAILPOINT: name });
  expect(signalAt("run.before-send", 2, env("run.before-send:2"))).toBe("SIGKILL");
  expect(signalAt("run.before-send", 2, env("run.before-send:2:stop"))).toBe("SIGSTOP");
  expect(signalAt("run.before-send", 3, env("run.before-send:2"))).toBeNull();
  expect(signalAt("run.after-send", 2, env("run.before-send:2"))).toBeNull();
  expect(signalAt("run.before-send", 2, { TIDEMARK_FAILPOINT: "run.before-send:2" })).toBeNull();
});
