import { defineConfig } from "@playwright/test";
import { launchOptions } from "./e2e/browser";

/**
 * Every test drives the real product against real servers; each starts what it needs (e2e/fixtures.ts).
 * One worker: two cores are shared with the servers under test. No retries: a flaky test is a defect.
 */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    viewport: { width: 1440, height: 1000 },
    trace: "retain-on-failure",
    launchOptions,
  },
});
