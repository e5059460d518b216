import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { endOf, inject, startRun } from "./runs";
import { places } from "./tidemark";

/** The records of the CSV that the menu Export saves, without its head. */
async function exported(page: Page): Promise<string[]> {
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "CSV" }).click(),
  ]);
  return (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n").slice(1);
}

const rowsOf = (page: Page) => page.getByRole("row").filter({ has: page.getByRole("cell") });

test("the timeline shows what its filters in the URL ask for, exports exactly that, and leads to the run and to the charts", async ({
  page,
  demo,
}) => {
  const { plain, middle } = await places(demo);
  const { origin } = new URL(demo.url);
  const run = await startRun(demo, { action: "repoint", instance: plain, upstream: middle });
  await endOf(demo, run);
  for (const fault of ["pause", "resume"]) await inject(demo, fault, plain);

  await page.goto(`${origin}/timeline?type=fault-injected`);
  await expect(rowsOf(page)).toHaveCount(2);
  await expect(page.getByText("Today", { exact: true })).toBeVisible();
  await page.getByRole("searchbox", { name: "Search events" }).fill("PAUSED (sig");
  await expect(rowsOf(page)).toHaveCount(1);
  await expect(page).toHaveURL(/q=PAUSED/);
  expect(await exported(page)).toHaveLength(1);
  await page.goto(`${origin}/timeline?type=fault-injected&severity=critical`);
  await expect(page.getByText("No event matches")).toBeVisible();
  await page.goto(`${origin}/timeline?from=2020-01-01T00:00:00.000Z&to=2020-01-02T00:00:00.000Z`);
  await expect(page.getByText("No event matches")).toBeVisible();
  await page.getByRole("button", { name: /^Lift the filter/ }).click();
  await expect(rowsOf(page).first()).toBeVisible();

  await page.goto(`${origin}/runs/${run}`);
  await page.getByRole("link", { name: "Its events" }).click();
  await expect(page).toHaveURL(new RegExp(`run=${run}`));
  await expect(page.getByRole("row", { name: /Run started/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /Run ended, succeeded/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /paused \(SIGSTOP\)/ })).toHaveCount(0);
  const shown = await rowsOf(page).count();
  const lines = await exported(page);
  expect(lines).toHaveLength(shown);
  expect(lines.every((line) => line.endsWith(run))).toBe(true);
  await page.getByRole("button", { name: "Type: Any type" }).click();
  await page.getByRole("menuitemradio", { name: "Runs and backups" }).click();
  await expect(rowsOf(page)).toHaveCount(2);
  await rowsOf(page).first().getByRole("link", { name: "Charts here" }).click();
  await expect(page).toHaveURL(/\/g\/demo\?from=/);

  await page.goto(`${origin}/runs?actor=token:tests&state=succeeded`);
  await expect(rowsOf(page)).toHaveCount(1);
  const [line = ""] = await exported(page);
  expect(line.endsWith(run)).toBe(true);
  await page.goto(`${origin}/runs?actor=nobody`);
  await expect(page.getByText("No run matches")).toBeVisible();
});

test("what is read on the timeline stays where it is while more happens, and comes when asked for", async ({
  page,
  demo,
}) => {
  const { plain } = await places(demo);
  await inject(demo, "pause", plain);
  await page.goto(`${new URL(demo.url).origin}/timeline?type=fault-injected`);
  const read = page.getByRole("row", { name: /paused \(SIGSTOP\)/ });
  await expect(read).toBeVisible();
  await read.hover();
  const before = await read.boundingBox();
  await inject(demo, "resume", plain);
  const come = page.getByRole("button", { name: "1 new event" });
  await expect(come).toBeVisible();
  expect(await read.boundingBox()).toEqual(before);
  await expect(rowsOf(page)).toHaveCount(1);
  await come.click();
  await expect(rowsOf(page)).toHaveCount(2);

  await page.mouse.move(5, 5);
  await inject(demo, "cut", plain);
  await expect(rowsOf(page)).toHaveCount(3);
  await expect(page.getByRole("button", { name: /new event/ })).toHaveCount(0);
});
