import { test as base, expect } from "@playwright/test";
import { awaitLife } from "./alive";
import { startTidemark, type Tidemark } from "./tidemark";

export { expect } from "@playwright/test";

interface Fixtures {
  /** A demo of this test's own: tests that steer or break it cannot meet. */
  readonly demo: Tidemark;
  /** Names a console error that this very test provokes; any other fails it. */
  readonly allowConsole: (pattern: RegExp) => void;
}

export const test = base.extend<Fixtures & { guard: undefined }>({
  context: async ({ context }, use) => {
    awaitLife(context);
    await use(context);
  },
  demo: async ({ page }, use) => {
    const demo = await startTidemark(["demo", "--port", "0"]);
    await use(demo);
    // The page goes first: that its server goes away then is no error of the page.
    await page.close();
    await demo.stop();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from its first argument.
  allowConsole: async ({}, use) => {
    const allowed: RegExp[] = [];
    const allow = (pattern: RegExp): number => allowed.push(pattern);
    await use(Object.assign(allow, { allowed }));
  },
  guard: [
    async ({ page, allowConsole }, use) => {
      const errors: string[] = [];
      const foreign: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("request", (request) => {
        const { hostname, protocol } = new URL(request.url());
        if (protocol.startsWith("http") && hostname !== "127.0.0.1") foreign.push(request.url());
      });
      await use(undefined);
      const allowed =
        "allowed" in allowConsole && Array.isArray(allowConsole.allowed) ? allowConsole.allowed : [];
      expect(errors.filter((text) => !allowed.some((pattern: RegExp) => pattern.test(text)))).toEqual([]);
      expect(foreign).toEqual([]);
    },
    { auto: true },
  ],
});
