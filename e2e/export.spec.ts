import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { EventPage } from "@/lib/contract";
import { expect, test } from "./fixtures";
import { places } from "./tidemark";

/** Chooses an entry of the menu Export and reads the file that is saved. */
async function exported(page: Page, entry: "CSV" | "JSON"): Promise<{ name: string; text: string }> {
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: entry }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

test("an export has every event that passes the filter, those the page has not loaded too", async ({
  page,
  demo,
}) => {
  test.setTimeout(60_000);
  const { plain } = await places(demo);
  for (let n = 0; n < 51; n += 1)
    for (const fault of ["pause", "resume"]) await demo.post("/api/demo/faults", { fault, instance: plain });
  const { origin } = new URL(demo.url);
  await page.goto(`${origin}/timeline?type=fault-injected`);
  await expect(page.getByText("100+ events")).toBeVisible();

  const csv = await exported(page, "CSV");
  expect(csv.name).toMatch(/^tidemark-events-.*Z\.csv$/);
  const [head, ...rows] = csv.text.trimEnd().split("\r\n");
  expect(head).toBe("at,type,severity,group,instance,title,detail,run");
  expect(rows).toHaveLength(102);
  expect(rows.every((row) => row.split(",")[1] === "fault-injected")).toBe(true);

  const json = await exported(page, "JSON");
  expect(json.name).toMatch(/\.json$/);
  const { events, next } = EventPage.parse(JSON.parse(json.text));
  expect([events.length, next]).toEqual([102, null]);

  await page.getByRole("button", { name: "Load older events" }).click();
  await expect(page.getByText("102 events")).toBeVisible();
});
