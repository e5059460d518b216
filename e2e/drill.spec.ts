import { Backup } from "@/lib/contract";
import { askApi } from "./access";
import { expect, test } from "./fixtures";

test("a verified backup is drilled from its row: it goes on to its end by itself, and the result stands in the row, in its details and as a run", async ({
  page,
  demo,
}) => {
  const { origin } = new URL(demo.url);
  await page.goto(`${origin}/backups`);
  await page.getByRole("button", { name: "Back up…" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Back up / })
    .click();
  await expect(page.getByText(/^Backup verified: /).first()).toBeVisible();
  await page.keyboard.press("Escape");

  const row = page.getByRole("row").filter({ hasText: "Verified" }).first();
  await row.getByRole("button", { name: /^Drill the backup of / }).click();
  await expect(row.getByText("held, restored in")).toBeAttached();
  await expect(page.getByRole("region", { name: /^Running drill of / })).toBeHidden();

  await row.getByRole("button", { name: /^Details/ }).click();
  await expect(page.getByText(/^Restored by (Redis|Valkey) .* as many as were backed up\./)).toBeVisible();
  const { backups } = await (await askApi(`${origin}/api/backups`)).json();
  const backup = Backup.parse(backups[0]);
  expect(backup.drill).toMatchObject({ ok: true, keys: backup.keys });

  await page.getByRole("list", { name: "Drills of this backup" }).getByRole("link").click();
  await expect(page.getByRole("heading", { name: /Drill the backup of / })).toBeVisible();
  await expect(page.getByText(/^Restored by /).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Plan undo" })).toBeHidden();
});
