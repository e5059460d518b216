import { chromium } from "@playwright/test";
import { launchOptions } from "../browser";
import { startTidemark } from "../tidemark";
import type { Figure } from "./figure";

/** What a first visit downloads as script, compressed as the server sends it. */
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
      const page = await context.newPage();
      const client = await context.newCDPSession(page);
      await client.send("Network.enable");
      const scripts = new Set<string>();
      let bytes = 0;
      client.on("Network.responseReceived", ({ requestId, type }) => {
        if (type === "Script") scripts.add(requestId);
      });
      client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
        if (scripts.has(requestId)) bytes += encodedDataLength;
      });
      await page.goto(`${origin}${path}`, { waitUntil: "networkidle" });
      figures.push({ bench: "script", what, value: bytes / 1000, unit: "kB gzip", spread: null, bar });
      await context.close();
    }
    return figures;
  } finally {
    await browser.close();
    await demo.stop();
  }
}
