import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { Experiment, Invitation, type StartExperimentInput } from "@/lib/contract";
import { askApi } from "./access";
import { expect, test } from "./fixtures";
import { joinBy, seriousOf } from "./newcomers";
import type { Tidemark } from "./tidemark";

const idIn = (page: Page): string => new URL(page.url()).pathname.split("/").at(-1) ?? "";

/** An experiment as the server has it. */
async function told(demo: Tidemark, id: string): Promise<Experiment> {
  return Experiment.parse(await (await askApi(`${demo.origin}/api/lab/experiments/${id}`)).json());
}

/** Starts one without the page; it answers once it is under way. */
async function begin(demo: Tidemark, request: StartExperimentInput): Promise<string> {
  const answer = await demo.post("/api/lab/experiments", request);
  expect(answer.status).toBe(202);
  return Experiment.parse(await answer.json()).id;
}

const settings = { kind: "consistency", seconds: 2, replicas: 1, modes: ["primary", "replica"] } as const;
const short: StartExperimentInput = {
  where: { place: "throwaway" },
  settings: { ...settings, modes: [...settings.modes] },
};

/** Fills the form in and starts; resolves on the page of the experiment. */
async function start(page: Page, fields: Readonly<Record<string, string>>): Promise<string> {
  for (const [label, text] of Object.entries(fields))
    await page.getByRole("textbox", { name: label, exact: true }).fill(text);
  await page.getByRole("button", { name: "Start experiment" }).click();
  await expect(page).toHaveURL(/\/lab\/[^?/]+$/);
  return idIn(page);
}

const pill = (page: Page, word: string): Locator => page.getByRole("main").getByText(word, { exact: true });
const linkOf = (page: Page, replica: string): Locator => page.locator(`[data-link="${replica}"]`);

/** Chooses an entry of the menu Export and reads the file that is saved. */
async function exported(page: Page, entry: "CSV" | "JSON"): Promise<string> {
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: entry }).click(),
  ]);
  return readFile(await download.path(), "utf8");
}

test("consistency is measured while its links are slowed and held by hand, through a reload, until it is stopped", async ({
  page,
  demo,
}) => {
  test.setTimeout(90_000);
  await page.goto(`${demo.origin}/lab`);
  const id = await start(page, { "Length, s": "120", "Writes a second": "40" });

  // By keys alone, as without a mouse.
  const delay = page.getByRole("slider", { name: "Delay of replica-1" });
  await delay.focus();
  await page.keyboard.press("End");
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowLeft");
  await expect(linkOf(page, "replica-1").getByRole("status")).toHaveText("500 ms later");
  await linkOf(page, "replica-2").getByRole("checkbox", { name: /Pause/ }).check();
  await expect(linkOf(page, "replica-2").getByRole("status")).toHaveText("held");
  expect((await told(demo, id)).links.map(({ weather }) => [weather.delayMs, weather.paused])).toEqual([
    [500, false],
    [0, true],
  ]);

  await page.reload();
  await expect(delay).toHaveAttribute("aria-valuetext", "500 ms");
  await expect(linkOf(page, "replica-2").getByRole("checkbox", { name: /Pause/ })).toBeChecked();
  await expect(page.getByRole("progressbar")).toBeVisible();
  const stale = page
    .getByRole("row", { name: /^One replica/ })
    .getByRole("cell")
    .nth(1);
  await expect(stale).toHaveText(/^[1-9]/);

  await page.getByRole("button", { name: "Stop" }).click();
  await expect(pill(page, "Stopped")).toBeVisible();
  await expect(page.getByRole("slider")).toHaveCount(0);
  const kept = await told(demo, id);
  expect(kept.cleanUp).not.toBeNull();
  await expect(page.getByText(kept.cleanUp ?? "")).toBeVisible();
  await expect(page.getByRole("list", { name: "What was done meanwhile" })).toContainText(
    "replica-1: 500 ms later",
  );
  await expect(page.locator('[data-plot="Stale reads"] .recharts-line')).toHaveCount(4);
  const figures = page.getByRole("region", { name: "Figures" }).getByRole("article");
  expect(await figures.count()).toBeGreaterThan(3);
  await expect(figures.first()).toContainText(/\. .*\.\s*Source: /s);

  await page.getByRole("button", { name: "Run again…" }).click();
  await expect(page.getByRole("textbox", { name: "Length, s" })).toHaveValue("120");
  await expect(page).toHaveURL(/consistency\.writes=40/);
});

test("scaling and sync are measured, explained, exported and found again in the list", async ({
  page,
  demo,
}) => {
  test.setTimeout(120_000);
  await page.goto(`${demo.origin}/lab?lab=scaling&scaling.chained=no`);
  await start(page, { "Numbers of replicas": "0, 1", "Each measurement, s": "1" });
  await expect(pill(page, "Done")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("row", { name: /^Primary alone/ })).toContainText("/s");
  await expect(page.getByRole("region", { name: "Figures" }).getByRole("article").first()).toBeVisible();

  const id = idIn(page);
  const json = Experiment.parse(JSON.parse(await exported(page, "JSON")));
  expect(json.result).toEqual((await told(demo, id)).result);
  const [head, ...rows] = (await exported(page, "CSV")).trimEnd().split("\r\n");
  expect(rows.length).toBeGreaterThan(1);
  const columns = (row = "") => row.replace(/"(?:[^"]|"")*"/g, "").split(",").length;
  expect(new Set([head, ...rows].map(columns)).size).toBe(1);

  await page.goto(`${demo.origin}/lab?lab=sync`);
  await page.getByRole("button", { name: "Fill in from a group" }).click();
  await page.getByRole("menuitem", { name: "demo" }).click();
  await expect(page.getByRole("textbox", { name: "repl-backlog-size" })).not.toHaveValue("1MiB");
  await start(page, { "Sizes of the data": "1MiB", "Link cut for, s": "1" });
  await expect(pill(page, "Done")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("row", { name: /^1\.00 MiB at full speed/ })).toContainText(/partial|full/);
  await expect(page.getByRole("region", { name: "Figures" })).toContainText("replication.c");

  await page.goto(`${demo.origin}/lab?kind=sync`);
  await expect(page.getByText("1 of 2")).toBeVisible();
  await expect(page.getByRole("link", { name: "Sync", exact: true })).toHaveCount(1);
});

test("two experiments stand side by side, what differs first; a deleted one is gone", async ({
  page,
  demo,
}) => {
  test.setTimeout(60_000);
  await page.goto(`${demo.origin}/lab`);
  const ids = [await begin(demo, { ...short, note: "first try" })];
  const busy = await demo.post("/api/lab/experiments", short);
  expect(busy.status).toBe(409);
  await expect(page.getByRole("region", { name: "Running experiment" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Start experiment" })).toHaveAttribute(
    "aria-description",
    /one at a time/,
  );
  const row = (note: string) => page.getByRole("row").filter({ hasText: note });
  await expect(row("first try")).toContainText("Done");
  const slower = { ...settings, modes: [...settings.modes], writesPerSecond: 20 };
  ids.push(await begin(demo, { where: short.where, settings: slower, note: "second try" }));
  await expect(row("second try")).toContainText("Done");

  const compare = page.getByRole("button", { name: /^Compare/ });
  await expect(compare).toHaveAttribute("aria-description", /two or more/);
  for (const note of ["second try", "first try"]) await row(note).getByRole("checkbox").check();
  await compare.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Compare/);
  const differing = page.getByRole("region", { name: "What differs" }).locator("[data-differs]");
  await expect(differing.filter({ hasText: "Writes a second" })).toContainText(/20.*50|50.*20/);
  await expect(page.getByRole("region", { name: "Figures compared" })).toContainText("×");
  await expect(page.locator('[data-plot="Stale reads: One replica"] .recharts-line')).toHaveCount(2);

  await page.goto(`${demo.origin}/lab/${ids[0]}`);
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete experiment" }).click();
  await expect(page).toHaveURL(/\/lab$/);
  await expect(row("second try")).toBeVisible();
  await expect(row("first try")).toHaveCount(0);
  expect((await askApi(`${demo.origin}/api/lab/experiments/${ids[0]}`)).status).toBe(404);
});

test("a place is forbidden and allowed by its switch, and a viewer is told who may do what", async ({
  page,
  demo,
  browser,
}) => {
  test.setTimeout(60_000);
  await page.goto(`${demo.origin}/lab?where=demo&consistency.seconds=900`);
  const startButton = page.getByRole("button", { name: "Start experiment" });
  await expect(page.getByText("is not a whole number from 1 to 600", { exact: false })).toBeVisible();
  const flip = async (verb: "Forbid" | "Allow"): Promise<void> => {
    await page.getByRole("button", { name: `${verb} experiments: demo` }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: `${verb} experiments` })
      .click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  await flip("Forbid");
  await expect(startButton).toHaveAttribute("aria-description", "No admin has allowed experiments in demo.");
  await flip("Allow");
  await expect(startButton).not.toHaveAttribute("aria-description", /./);

  const invited = await demo.post("/api/users", { name: "dora", grants: { all: "viewer", groups: {} } });
  const { link } = Invitation.parse(await invited.json());
  // Not by `newBrowser`, which would sign her in by the demo's link.
  const dora = await (await browser.newContext()).newPage();
  await joinBy(dora, link, "a viewer's password");
  await dora.goto(`${demo.origin}/lab`);
  await expect(dora.getByRole("button", { name: "Start experiment" })).toHaveAttribute(
    "aria-description",
    /^Operators .*you are a viewer/,
  );
  await expect(dora.getByRole("button", { name: "Forbid experiments: demo" })).toHaveAttribute(
    "aria-description",
    /^Admins may do this; you are a viewer/,
  );
  await dora.context().close();
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing serious in the lab, and nothing scrolls sideways on a phone, ${colorScheme}`, async ({
    page,
    demo,
  }) => {
    test.setTimeout(60_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const id = await begin(demo, short);
    await expect.poll(async () => (await told(demo, id)).state).toBe("done");
    for (const path of [
      "/lab?more=all",
      "/lab?lab=sync&where=demo",
      `/lab/${id}`,
      `/lab/compare?ids=${id}`,
    ]) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${demo.origin}${path}`);
      await expect(page.getByText(/Live/).first()).toBeVisible();
      expect(await seriousOf(page), path).toEqual([]);
      await page.setViewportSize({ width: 320, height: 700 });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
  });
