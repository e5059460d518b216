import { chromium } from "@playwright/test";
import { signIn } from "../access";
import { launchOptions } from "../browser";
import { startTidemark } from "../tidemark";
import type { Figure } from "./figure";

/**
 * What a first visit downloads as script, compressed as the server sends it. The bar is on all of it, charts and graph
 * that the page fetches by itself included; what the HTML names, without which nothing is alive, stands beside it.
 */
export async function script(): Promise<Figure[]> {
  const demo = await startTidemark(["demo", "--port", "0"]);
  const browser = await chromium.launch(launchOptions);
  try {
    const { origin } = new URL(demo.url);
    const figures: Figure[] = [];
    for (const [what, path, bar] of [
      ["fleet page", "/", 220],
      ["group page", "/g/demo", 340],
    ] as const) {
      const context = await browser.newContext();
      await signIn(context, origin);
      const page = await context.newPage();
      const client = await context.newCDPSession(page);
      await client.send("Network.enable");
      const files = new Map<string, string>();
      const sizes = new Map<string, number>();
      client.on("Network.responseReceived", ({ requestId, type, response }) => {
        if (type === "Script") files.set(requestId, new URL(response.url).pathname);
      });
      client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
        const file = files.get(requestId);
        if (file !== undefined) sizes.set(file, encodedDataLength);
      });
      const answer = await page.goto(`${origin}${path}`, { waitUntil: "networkidle" });
      const html = (await answer?.text()) ?? "";
      const sum = (wanted: (file: string) => boolean): number =>
        [...sizes].reduce((total, [file, bytes]) => (wanted(file) ? total + bytes : total), 0) / 1000;
      const figure = (which: string, value: number, most: number | null): Figure => ({
        bench: "script",
        what: `${what}, ${which}`,
        value,
        unit: "kB gzip",
        spread: null,
        bar: most,
      });
      figures.push(
        figure(
          "named in its HTML",
          sum((file) => html.includes(file)),
          null,
        ),
      );
      figures.push(
        figure(
          "with what follows by itself",
          sum(() => true),
          bar,
        ),
      );
      await context.close();
    }
    return figures;
  } finally {
    await browser.close();
    await demo.stop();
  }
}
