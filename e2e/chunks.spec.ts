import { createServer, type ServerResponse } from "node:http";
import type { Page } from "@playwright/test";
import { listen } from "@/server/testing/listen";
import { watchMenuCode } from "./chunks";
import { test as base, expect } from "./fixtures";

interface Script {
  readonly url: string;
  /** The answer to who asked for it, its head sent: the body is the test's to write. */
  readonly answer: Promise<ServerResponse>;
}

const test = base.extend<{ script: Script }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from its first argument.
  script: async ({}, use) => {
    const { promise: answer, resolve } = Promise.withResolvers<ServerResponse>();
    const server = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/javascript", "access-control-allow-origin": "*" });
      response.flushHeaders();
      resolve(response);
    });
    await use({ url: `http://127.0.0.1:${await listen(server)}/_next/static/chunks/part.js`, answer });
    server.closeAllConnections();
    server.close();
  },
});

/** Has the page ask for the script, and resolves once the answer's head has come: of a script element Chromium tells later. */
async function untilItComes(page: Page, { url }: Script): Promise<void> {
  const head = page.waitForResponse(url);
  await page.evaluate((url) => void fetch(url).catch(() => {}), url);
  await head;
}

test("a script is judged by its body, however late that comes", async ({ page, script }) => {
  const menuCode = watchMenuCode(page);
  await untilItComes(page, script);
  const judged = menuCode();
  (await script.answer).end('"tooltip.open"');
  expect(await judged).toEqual([script.url]);
});

test("a script that breaks off is not held to be without such code", async ({
  page,
  script,
  allowConsole,
}) => {
  allowConsole(/^Failed to load resource: net::ERR_INCOMPLETE_CHUNKED_ENCODING/);
  const menuCode = watchMenuCode(page);
  await untilItComes(page, script);
  (await script.answer).destroy();
  await expect(menuCode()).rejects.toThrow();
});

test("a script that is still coming as the test ends fails nothing", async ({ page, script }) => {
  watchMenuCode(page);
  await untilItComes(page, script);
});
