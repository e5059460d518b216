import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

/** What all tests on real servers are given. */
const servers = {
  setupFiles: ["server/testing/port-share.setup.ts"],
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

/**
 * Four projects: `unit` runs pure code, everywhere at once; `integration` starts real servers, three files side by side, for
 * most of a test's time is spent waiting for servers; `measured`, after it, holds what states how long something took or by how
 * much a figure may be off, one file after the other, so that a shared machine stays quiet enough to measure on; `torture` is
 * the torture suite, which needs what was built.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: { "@": root } },
        test: {
          name: "unit",
          // Property tests compute for seconds where many files share a core; this only ends what hangs.
          testTimeout: 30_000,
          include: ["{lib,server,components,app,e2e}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.integration.test.ts"],
        },
      },
      {
        resolve: { alias: { "@": root } },
        test: {
          ...servers,
          name: "integration",
          include: ["server/**/*.integration.test.ts"],
          exclude: ["**/*.measured.integration.test.ts"],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { alias: { "@": root } },
        test: {
          ...servers,
          name: "measured",
          include: ["server/**/*.measured.integration.test.ts"],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        resolve: { alias: { "@": root } },
        test: {
          name: "torture",
          include: ["e2e/torture/*.torture.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
