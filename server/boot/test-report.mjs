import { relative } from "node:path";

/**
 * What a report of vitest counts: how many passed, and the name of each that failed. A file that broke before any of its
 * tests ran is one failure.
 */
export const ofVitest = (report) => ({
  passed: report.numPassedTests,
  failed: report.testResults.flatMap((file) => {
    const path = relative(process.cwd(), file.name);
    const failed = file.assertionResults.filter(({ status }) => status === "failed");
    if (file.status === "failed" && failed.length === 0) return [path];
    return failed.map(({ fullName }) => `${path} > ${fullName}`);
  }),
});

/** The same of a report of Playwright; a test that was skipped, or failed and then passed, has failed. */
export const ofPlaywright = ({ stats, suites, errors }) => ({
  passed: stats.expected,
  failed: [
    ...suites.flatMap(failedIn),
    ...(errors ?? []).map(({ message = "an error outside of all tests" }) => message.split("\n")[0]),
  ],
});

const failedIn = ({ specs = [], suites = [] }) => [
  ...specs.flatMap(({ file, line, title, tests }) =>
    tests.filter(({ status }) => status !== "expected").map(() => `${file}:${line} > ${title}`),
  ),
  ...suites.flatMap(failedIn),
];
