import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Backup } from "@/lib/contract";
import { expect, test } from "./fixtures";

test("a backup is taken over the wire from its page, shown as verified with its proofs, downloaded and deleted", async ({
  page,
  demo,
}) => {
  const { origin } = new URL(demo.url);
  await page.goto(`${origin}/backups`);
  await page.getByRole("button", { name: "Back up…" }).click();
  const plan = page.getByRole("dialog");
  await expect(plan.getByText("PSYNC ? -1")).toBeVisible();
  await plan.getByRole("button", { name: /^Back up / }).click();
  await expect(plan.getByText(/^Backup verified: .* CRC64 matches\./).first()).toBeVisible();
  await page.keyboard.press("Escape");

  const row = page.getByRole("row").filter({ hasText: "Verified" }).first();
  await expect(row.getByText("matches", { exact: true })).toHaveCount(2);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    row.getByRole("link", { name: /^Download/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^demo-[0-9T-]+Z\.rdb$/);
  const bytes = await readFile(await download.path());
  const id = download.url().split("/").at(-2);
  const kept = Backup.parse(await (await fetch(`${origin}/api/backups/${id}`)).json());
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(kept.sha256);

  await row.getByRole("button", { name: /^Delete the backup/ }).click();
  await page.getByRole("button", { name: "Delete backup" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  expect((await fetch(`${origin}/api/backups/${id}`)).status).toBe(404);
});
