import { expect, test } from "@playwright/test";
import { startTidemark } from "./tidemark";

// Seen as a palette that did not open. Without the wait of our own fixtures for a page that lives: this is about that very time.
test("a key is heard from the moment on at which React has taken the page over", async ({ page }) => {
  const demo = await startTidemark(["demo", "--port", "0"]);
  try {
    // React's scheduler sends itself a message for all it does later.
    await page.addInitScript(() => {
      const post = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (message: unknown) {
        setTimeout(() => post.call(this, message), 1_000);
      };
    });
    for (const { key, opens } of [
      { key: "?", opens: "Shortcuts" },
      { key: "Control+k", opens: "Find group, instance, action" },
    ]) {
      await page.goto(new URL("/runs", demo.url).href, { waitUntil: "commit" });
      await page.waitForFunction(() => {
        const root = Object.entries(document).find(([name]) => name.startsWith("__reactContainer$"))?.[1];
        return root?.stateNode.current.memoizedState.isDehydrated === false;
      });
      await page.keyboard.press(key);
      await expect(page.getByRole("dialog", { name: opens })).toBeVisible();
    }
  } finally {
    await page.close();
    await demo.stop();
  }
});
