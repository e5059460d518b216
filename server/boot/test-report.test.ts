import { join } from "node:path";
import { expect, test } from "vitest";
import { ofPlaywright, ofVitest } from "./test-report.mjs";

test("of vitest each failed test is named, and a file that broke before its tests", () => {
  const one = (fullName: string, status: string) => ({ fullName, status });
  const report = {
    numPassedTests: 2,
    testResults: [
      {
        name: join(process.cwd(), "a.test.ts"),
        status: "passed",
        assertionResults: [one("holds", "passed")],
      },
      {
        name: join(process.cwd(), "b/b.test.ts"),
        status: "failed",
        assertionResults: [one("on 7.0 is quick", "failed"), one("holds", "passed"), one("ends", "failed")],
      },
      { name: join(process.cwd(), "c.test.ts"), status: "failed", assertionResults: [] },
    ],
  };
  expect(ofVitest(report)).toEqual({
    passed: 2,
    failed: ["b/b.test.ts > on 7.0 is quick", "b/b.test.ts > ends", "c.test.ts"],
  });
});

test("of Playwright each test that failed, was skipped or needed a second try is named, and what broke outside of them", () => {
  const spec = (title: string, line: number, status: string) => ({
    title,
    file: "a.spec.ts",
    line,
    tests: [{ status }],
  });
  const report = {
    stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 1 },
    suites: [
      {
        specs: [spec("opens", 3, "expected"), spec("closes", 9, "unexpected")],
        suites: [{ specs: [spec("turns", 12, "flaky"), spec("waits", 20, "skipped")] }],
      },
    ],
    errors: [{ message: "no tests found\nat x" }],
  };
  expect(ofPlaywright(report)).toEqual({
    passed: 1,
    failed: ["a.spec.ts:9 > closes", "a.spec.ts:12 > turns", "a.spec.ts:20 > waits", "no tests found"],
  });
});
