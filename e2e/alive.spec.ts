import { expect, test } from "./fixtures";

test("a page is opened, or loaded anew, once it is live and React has all of it, however late that is", async ({
  page,
  demo,
}) => {
  // React's scheduler sends itself a message for all it does later.
  await page.addInitScript(() => {
    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (message: unknown) {
      setTimeout(() => post.call(this, message), 300);
    };
  });
  for (const load of [() => page.goto(new URL("/runs", demo.url).href), () => page.reload()]) {
    await load();
    const [live, untaken] = await page.evaluate(() => [
      document.querySelectorAll("[data-freshness=live]").length,
      [...document.querySelectorAll("button, input")].filter(
        (element) => !Object.keys(element).some((key) => key.startsWith("__reactProps$")),
      ).length,
    ]);
    expect({ live, untaken }).toEqual({ live: 1, untaken: 0 });
  }
});
