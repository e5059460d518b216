import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { signIn } from "../access";
import { launchOptions } from "../browser";
import type { Tidemark } from "../tidemark";
import { type Figure, median } from "./figure";
import { onFakeFleet } from "./on-fake-fleet";
import { longestTaskCpuMs } from "./trace";

const GROUPS = 500;
const PER_GROUP = 2;
const LOADS = 5;
const SECONDS = 30;
const TYPED = "group-4";

/** The fleet page with 500 groups that all move: how soon it shows, and whether it stays free to answer its reader. */
export const fleet = (): Promise<Figure[]> =>
  onFakeFleet({ instances: GROUPS * PER_GROUP, perGroup: PER_GROUP }, measure);

/** What fleet-notes.mjs notes in the page. Milliseconds. */
interface Noted {
  readonly firstRowMs: number | null;
  readonly tasks: readonly (readonly [startMs: number, durationMs: number])[];
  readonly keys: readonly number[];
}
const read = (page: Page): Promise<Noted> => page.evaluate(() => Reflect.get(window, "noted"));

async function measure(tidemark: Tidemark): Promise<Figure[]> {
  const { origin } = new URL(tidemark.url);
  const browser = await chromium.launch(launchOptions);
  try {
    const first: number[] = [];
    let asked = 0;
    for (let load = 0; load < LOADS; load += 1) {
      asked = 0;
      const page = await open(browser, origin, () => {
        asked += 1;
      });
      first.push((await read(page)).firstRowMs ?? Number.NaN);
      if (load < LOADS - 1) await page.close();
      else
        return [
          ...(await watch(browser, page, first)),
          figure("calls of the API by then", asked, "", 100),
          ...(await type(page)),
        ];
    }
    throw new Error("nothing was loaded");
  } finally {
    await browser.close();
  }
}

async function open(browser: Browser, origin: string, called: () => void): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  await signIn(page.context(), origin);
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.startsWith("/api/")) called();
  });
  await page.addInitScript({ path: join(import.meta.dirname, "fleet-notes.mjs") });
  await page.goto(origin);
  await page.waitForFunction(() => Reflect.get(window, "noted").firstRowMs !== null);
  return page;
}

async function watch(browser: Browser, page: Page, first: readonly number[]): Promise<Figure[]> {
  await page.waitForFunction(
    (groups) => document.querySelectorAll("[data-fleet-row]").length === groups,
    GROUPS,
  );
  const opening = (await read(page)).tasks.map(([, durationMs]) => durationMs);
  const fromMs = await page.evaluate(() => performance.now());
  const cpuMs = await longestTaskCpuMs(browser, page, () => page.waitForTimeout(SECONDS * 1000));
  const tasks = (await read(page)).tasks.flatMap(([startMs, durationMs]) =>
    startMs > fromMs ? [durationMs] : [],
  );
  return [
    figure("first row in sight", median(first), "ms", 1_000, [Math.min(...first), Math.max(...first)]),
    figure("longest task while it opens", Math.max(0, ...opening), "ms", null),
    figure(`longest task in ${SECONDS} s of updates`, Math.max(0, ...tasks), "ms", 100),
    figure("the longest of them on the processor", cpuMs, "ms", null),
    figure("tasks over 50 ms in them", tasks.length, "", null),
  ];
}

/** A reader filters while the figures go on moving: from each key to the frame that shows it. */
async function type(page: Page): Promise<Figure[]> {
  const before = (await read(page)).keys.length;
  const field = page.getByRole("searchbox");
  for (let round = 0; round < 3; round += 1) {
    await field.click();
    await page.keyboard.type(TYPED, { delay: 120 });
    for (const _ of TYPED) await page.keyboard.press("Backspace", { delay: 60 });
  }
  await page.waitForTimeout(1_000);
  const keys = (await read(page)).keys.slice(before);
  return [
    figure("key to paint, median over 16 ms", keys.length === 0 ? 16 : median(keys), "ms", null),
    figure("key to paint, worst", Math.max(16, ...keys), "ms", 200),
  ];
}

const figure = (
  what: string,
  value: number,
  unit: string,
  bar: number | null,
  spread: readonly [number, number] | null = null,
): Figure => ({ bench: `fleet ${GROUPS}`, what, value, unit, spread, bar });
