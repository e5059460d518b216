import type { Page } from "@playwright/test";

/** The files the page's code comes in. */
export const CHUNKS = "**/_next/static/chunks/*.js";

/** Words of the libraries behind menus and tooltips, each of a part that may come as a file of its own. */
const MENU_CODE = /menu\.itemSelect|tooltip\.open|data-radix-popper-content-wrapper|data-scroll-locked/;

/**
 * Tells which of the scripts that have come by then hold code of menus or tooltips.
 * @throws Error, when asked, where one of them could not be read: nobody knows what it holds
 */
export function watchMenuCode(page: Page): () => Promise<string[]> {
  const scripts: Promise<{ url: string; body: string }>[] = [];
  page.on("response", (response) => {
    if (!response.url().includes("/_next/static/chunks/") || !response.url().endsWith(".js")) return;
    const script = response.text().then((body) => ({ url: response.url(), body }));
    // Who asks hears that it could not be read. One that comes as the test ends goes with the page, and nobody asks for it.
    script.catch(() => {});
    scripts.push(script);
  });
  return async () =>
    (await Promise.all(scripts)).filter(({ body }) => MENU_CODE.test(body)).map(({ url }) => url);
}

/** Holds back every script that is asked for from here on, until it is released. */
export async function hold(page: Page): Promise<{ asked: () => number; release: () => Promise<void> }> {
  let asked = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(CHUNKS, async (route) => {
    asked += 1;
    await promise;
    await route.continue();
  });
  return {
    asked: () => asked,
    release: async () => {
      resolve();
      await page.unrouteAll({ behavior: "wait" });
    },
  };
}
