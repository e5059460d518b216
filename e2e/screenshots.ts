// Makes the pictures in docs/images anew: the demo's real pages, on real servers, after a minute of load and one fault.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { signIn } from "./access";
import { launchOptions } from "./browser";
import { places, startTidemark } from "./tidemark";

const SETTLE_MS = 60_000;
const images = join(import.meta.dirname, "../docs/images");

await mkdir(images, { recursive: true });
const demo = await startTidemark(["demo", "--port", "0"]);
const browser = await chromium.launch(launchOptions);
try {
  const { origin } = new URL(demo.url);
  const { plain } = await places(demo);
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  await signIn(page.context(), origin);
  await page.goto(`${demo.url}?range=5m`);
  await page.waitForTimeout(SETTLE_MS);
  await demo.post("/api/demo/faults", { fault: "cut", instance: plain });
  await page.locator(`article[data-instance="${plain}"][data-state="link-down"]`).waitFor();
  await page.waitForTimeout(SETTLE_MS / 6);
  const shoot = async (name: string, path: string): Promise<void> => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${origin}${path}`);
      await page.getByText("Live").first().waitFor();
      await page.waitForTimeout(2_000);
      await page.screenshot({ path: join(images, `${name}-${colorScheme}.png`) });
    }
  };
  await shoot("group", "/g/demo?range=5m");
  await shoot("fleet", "/");
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot("group-narrow", "/g/demo?range=5m");
} finally {
  await browser.close();
  await demo.stop();
}
