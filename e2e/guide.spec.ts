import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures";

test("the set-up guide is filled from a group, tells what falls short, and makes files of what is said; a reload loses nothing", async ({
  page,
  demo,
}) => {
  const { origin } = new URL(demo.url);
  await page.goto(`${origin}/g/demo`);
  await page.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: "Set-up guide" }).click();
  await expect(page).toHaveURL(/\/guide\?group=demo/);

  const field = (name: string) => page.getByRole("textbox", { name, exact: true });
  await expect(field("Primary")).toHaveValue(/^127\.0\.0\.1:\d+$/);
  await expect(field("Replicas")).toHaveValue(/follows 127\.0\.0\.1/);
  await expect(page.getByText(/^Seen: used_memory of /)).toBeVisible();
  const files = page.getByRole("region", { name: "Files" });
  await expect(files.getByRole("tab")).toHaveText([
    "primary/redis.conf",
    "replica-1/redis.conf",
    "replica-2/redis.conf",
    "replica-3/redis.conf",
    "users.acl",
    "tidemark.yaml",
  ]);

  await field("Writes in a second").fill("4MiB");
  await field("Longest outage to survive").fill("1h");
  const short = page.getByRole("region", { name: "What falls short now" });
  await expect(short.getByText(/^now [\d.]+\sMiB, advised 21\.1\sGiB$/)).toBeVisible();
  await expect(files.getByText("repl-backlog-size 21600mb")).toBeVisible();

  await field("Sentinels").fill("10.0.0.1:26379\n10.0.0.2:26379\n10.0.0.3:26379");
  await files.getByRole("tab", { name: "sentinel-2/sentinel.conf" }).click();
  await expect(files.getByText(/^sentinel monitor demo 127\.0\.0\.1 \d+ 2\s*$/)).toBeVisible();
  await expect(page).toHaveURL(/sentinels=10\.0\.0\.1/);

  await page.reload();
  await expect(field("Longest outage to survive")).toHaveValue("1h");
  await expect(files.getByText(/^sentinel monitor demo /)).toBeVisible();
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    files.getByRole("button", { name: /^Download/ }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe("sentinel-2-sentinel.conf");
  const text = await readFile(await saved.path(), "utf8");
  expect(text).toContain("sentinel announce-ip 10.0.0.2\n");

  await field("Quorum").fill("4");
  await expect(page.getByText("allowed: 1 to 3, as many as there are Sentinels")).toBeVisible();
  await expect(field("Quorum")).toHaveAttribute("aria-invalid", "true");
  await expect(files).toBeHidden();
});

test("without a group the guide is filled in by hand, from ⌘K, and by keys alone", async ({ page, demo }) => {
  const { origin } = new URL(demo.url);
  await page.goto(`${origin}/`);
  await page.keyboard.press("ControlOrMeta+k");
  await page.keyboard.type("set-up guide");
  await page.getByRole("option", { name: /^Set-up guide files/ }).click();
  await expect(page).toHaveURL(/\/guide$/);
  const files = page.getByRole("region", { name: "Files" });
  await expect(files.getByText("replicaof")).toHaveCount(0);
  await page.getByRole("tab", { name: "primary/redis.conf" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(files.getByText("replicaof 10.0.0.1 6379")).toBeVisible();
  await expect(page.getByRole("region", { name: "What falls short now" })).toHaveCount(0);
  await page.getByRole("combobox", { name: "Who may log in" }).selectOption("password");
  await expect(page.getByRole("tab", { name: "users.acl" })).toHaveCount(0);
  await expect(files.getByText("requirepass {{admin-password}}")).toBeVisible();
});
