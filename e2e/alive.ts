import type { BrowserContext, Page } from "@playwright/test";
import { signIn } from "./access";

/**
 * From here on `goto` and `reload` of every page of the context end once the page answers to keys and clicks. Its HTML is
 * there earlier, and what is pressed before React has taken it over (hydrateRoot) is lost: no reader is that quick, a test is.
 */
export function awaitLife(context: BrowserContext): void {
  context.on("page", (page) => {
    const goto = page.goto.bind(page);
    const reload = page.reload.bind(page);
    page.goto = async (url, options) => {
      await signIn(context, url);
      const response = await goto(url, options);
      if (page.url().startsWith("http")) await lives(page);
      return response;
    };
    page.reload = async (options) => {
      const response = await reload(options);
      await lives(page);
      return response;
    };
  });
}

/**
 * Waits until the page has heard from its server, which it asks for in an effect, and until React has each control of it.
 * Parts in a `Suspense` are taken over one by one, after the shell: React notes its props on each element it has
 * (react-dom, ReactDOMComponentTree.js, `internalPropsKey`).
 */
export async function lives(page: Page): Promise<void> {
  // No `async` in here: the promise that comes of it would be taken for a yes.
  await page.waitForFunction(() => {
    const taken = (element: Element): boolean =>
      Object.keys(element).some((key) => key.startsWith("__reactProps$"));
    const controls = [...document.querySelectorAll("a, button, input, select, textarea")];
    return document.querySelector("[data-freshness=live]") !== null && controls.every(taken);
  });
  // React runs the effects of what it took over in a message (scheduler) that is queued by now: ours comes after it.
  await page.evaluate(async () => {
    const { port1, port2 } = new MessageChannel();
    await new Promise((done) => {
      port1.onmessage = done;
      port2.postMessage(null);
    });
  });
}
