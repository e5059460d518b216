import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Backup } from "@/lib/contract";
import { ask } from "@/server/testing/ask";
import { startTestServer, stopServers } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { askApi } from "./access";
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
  const kept = Backup.parse(await (await askApi(`${origin}/api/backups/${id}`)).json());
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(kept.sha256);

  await row.getByRole("button", { name: /^Details of the backup/ }).click();
  await expect(page.getByText("Not since it was taken")).toBeVisible();
  await page.getByRole("button", { name: "Read again" }).click();
  await expect(page.getByText(/^Read again: all .*, every opcode, its CRC64 and its SHA-256/)).toBeVisible();

  await row.getByRole("button", { name: /^Delete the backup/ }).click();
  await page.getByRole("button", { name: "Delete backup" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  expect((await askApi(`${origin}/api/backups/${id}`)).status).toBe(404);
});

test("a backup is restored into an empty instance from its page, and no other instance is offered", async ({
  page,
  demo,
}) => {
  const { origin } = new URL(demo.url);
  const [binary] = (await serverMatrix()).slice(-1);
  if (binary === undefined) throw new Error("there is no server");
  await page.goto(`${origin}/backups`);
  await page.getByRole("button", { name: "Back up…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Back up / }).click();
  await expect(dialog.getByText(/^Backup verified: /).first()).toBeVisible();
  await page.keyboard.press("Escape");

  const restore = page.getByRole("button", { name: "Restore the backup of demo…" });
  await restore.click();
  await expect(dialog.getByText("No empty instance is watched.", { exact: false })).toBeVisible();
  await expect(dialog.getByText(/^Not empty: [\d,]+ keys\.$/)).toBeVisible();
  for (const choice of await dialog.getByRole("listitem").getByRole("button").all())
    await expect(choice).toBeDisabled();
  await page.keyboard.press("Escape");

  const server = await startTestServer(binary);
  try {
    const added = await demo.post("/api/groups", {
      name: "spare",
      seeds: [`redis://${server.host}:${server.port}`],
    });
    expect(added.status).toBe(201);
    await restore.click();
    await dialog.getByRole("button", { name: `${server.host}:${server.port}` }).click();
    await expect(dialog.getByText("RESTORE key ttl value ABSTTL", { exact: false })).toBeVisible();
    await expect(dialog.getByText(/what was written since/).first()).toBeVisible();
    const run = dialog.getByRole("button", { name: /^Restore into / });
    await dialog.getByRole("checkbox").check();
    await run.click();
    await expect(dialog.getByText(/^Restored [\d,]+ keys in /).first()).toBeVisible();
    expect(await ask(server, [["DBSIZE"]])).toBeGreaterThan(0);
  } finally {
    await stopServers([server]);
  }
});
