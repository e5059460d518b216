import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { Backup, BackupList, type Group } from "@/lib/contract";
import { askApi } from "./access";
import { expect, test } from "./fixtures";
import { endOf, startRun } from "./runs";
import { places, type Tidemark } from "./tidemark";

const lag = (page: Page): Locator => page.getByRole("region", { name: "Lag" });
const marks = (page: Page, kind: string): Locator => lag(page).locator(`[data-backup-mark="${kind}"]`);

async function backUp(demo: Tidemark): Promise<Backup> {
  const { backup } = await endOf(demo, await startRun(demo, { action: "backup", method: "wire" }));
  return Backup.parse(await (await askApi(`${new URL(demo.url).origin}/api/backups/${backup}`)).json());
}

const unprotected = async (demo: Tidemark): Promise<NonNullable<Group["protection"]>> => {
  const { protection } = await demo.group();
  if (protection === null) throw new Error("there is no verified backup");
  return protection;
};

/** Has the list answered with `more` in it, as if they had been made here. */
async function withBackups(page: Page, more: readonly Backup[]): Promise<void> {
  await page.route("**/api/backups", async (route) => {
    const { backups } = BackupList.parse(await (await route.fetch()).json());
    await route.fulfill({ json: { backups: [...backups, ...more] } });
  });
}

const seriousOn = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page })
    .include("main")
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
};

test("what is unprotected falls with a verified backup and grows with every write, the same wherever it is told", async ({
  page,
  demo,
}) => {
  const { origin } = new URL(demo.url);
  const strip = page.locator("footer");
  await page.goto(demo.url);
  await expect(strip).toContainText("Unprotected: everything");
  await expect(lag(page)).toContainText("Unprotected now: everything");

  const first = await backUp(demo);
  await expect(strip).toContainText("since the last verified backup");
  expect(await unprotected(demo)).toMatchObject({ backup: first.id, offset: first.offset, unknown: null });
  await expect
    .poll(async () => (await unprotected(demo)).bytes, { timeout: 20_000 })
    .toBeGreaterThan(100_000);
  const grown = (await unprotected(demo)).bytes ?? 0;
  await expect(lag(page).getByText(/^Unprotected now: [\d.]+.KiB and /)).toBeVisible();

  const second = await backUp(demo);
  await expect.poll(async () => (await unprotected(demo)).backup).toBe(second.id);
  expect((await unprotected(demo)).bytes).toBeLessThan(grown);

  // It goes on over a promotion, whose new history continues the one that the backup counts in.
  const { replid } = await unprotected(demo);
  const { plain } = await places(demo);
  await endOf(demo, await startRun(demo, { action: "promote", instance: plain }));
  await expect
    .poll(async () => {
      const { primary, instances, protection } = await demo.group();
      const now = instances.find(({ id }) => id === primary)?.replid;
      return now !== replid && protection?.unknown === null && (protection.bytes ?? 0) > 0;
    })
    .toBe(true);
  await expect(strip.getByText(/^[\d.]+.(B|KiB|MiB)$/)).toBeVisible();
  const text = await (await askApi(`${origin}/metrics`)).text();
  expect(text).toMatch(/^tidemark_backup_unprotected_bytes\{group="demo"\} \d+$/m);
});

test("a backup is a mark on the charts that leads to its row, told from a failed one without its colour", async ({
  page,
  demo,
}) => {
  await page.goto(demo.url);
  const backup = await backUp(demo);
  const mark = marks(page, "verified");
  await expect(mark).toHaveAttribute("aria-label", /^Verified backup at .*Show the backup\.$/);
  await mark.focus();
  await expect(page.getByRole("tooltip")).toContainText("Press to see the backup");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${new URL(demo.url).origin}/backups?group=demo&backup=${backup.id}`);
  await expect(page.getByText("Every byte was read as it came")).toBeInViewport();
  await page.getByRole("link", { name: "Charts at that time" }).click();
  await expect(page).toHaveURL(/\/g\/demo\?at=/);
  await expect(page.getByText("Unprotected then").first()).toBeVisible();
});

test("the list is filtered by group, state, instance and words, all of it in the URL; the newest verified one is marked", async ({
  page,
  demo,
}) => {
  const { origin } = new URL(demo.url);
  const real = await backUp(demo);
  const older = { ...real, startedAt: "2026-01-01T00:00:00.000Z", endedAt: "2026-01-01T00:00:01.000Z" };
  await withBackups(page, [
    { ...older, id: "old", sizeBytes: 1 },
    { ...older, id: "bad", state: "failed", error: "The disk was full.", instance: "10.0.0.9:6379" },
    { ...older, id: "far", group: "carts", location: "s3://safe/carts/far.rdb" },
  ]);
  const rows = page.getByRole("row").filter({ has: page.getByRole("button", { name: /^Details/ }) });
  await page.goto(`${origin}/backups`);
  await expect(rows).toHaveCount(4);
  await expect(rows.filter({ hasText: "newest" })).toHaveCount(2);

  await page.goto(`${origin}/backups?group=demo&state=verified`);
  await expect(rows).toHaveCount(2);
  await expect(page.getByRole("region", { name: "demo, last 3" })).toContainText("1 failed or damaged");
  await page.goto(`${origin}/backups?instance=10.0.0.9:6379`);
  await expect(rows).toHaveCount(1);
  await expect(page.getByText("The disk was full.")).toBeVisible();
  await page.goto(`${origin}/backups`);
  await page.getByRole("searchbox", { name: "Search backups" }).fill("S3://SAFE");
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/q=S3/);
  await rows.getByRole("button", { name: /^Details/ }).click();
  await expect(page.getByText("s3://safe/carts/far.rdb")).toBeVisible();
  await page.goto(`${origin}/backups?sort=size`);
  await expect(rows.first()).toContainText("1 B");
});

test("the page tells what is done by itself and when next, and an instance what was taken from it", async ({
  page,
  demo,
}) => {
  const { origin } = new URL(demo.url);
  await page.goto(`${origin}/backups`);
  const schedules = page.getByRole("region", { name: "Schedules" });
  await expect(schedules).toContainText("backups.schedule");

  await page.route("**/api/health", async (route) => {
    const health: object = await (await route.fetch()).json();
    await route.fulfill({ json: { ...health, backups: { maxAgeSeconds: 60, scheduled: true } } });
  });
  const next = new Date(Date.now() + 3_600_000).toISOString();
  await page.route("**/api/schedules", (route) =>
    route.fulfill({
      json: {
        schedules: [
          { kind: "backup", expression: "58 * * * *", next, off: null, last: null, groups: [] },
          { kind: "drill", expression: null, next: null, off: null, last: null, groups: [] },
        ],
      },
    }),
  );
  await page.reload();
  await expect(schedules).toContainText("58 * * * *");
  await expect(schedules).toContainText(/next \d\d:\d\d/);
  await expect(schedules.getByRole("listitem")).toHaveCount(1);

  const { instance } = await backUp(demo);
  await page.goto(`${origin}/i/${encodeURIComponent(instance)}?tab=backups`);
  await expect(page.getByRole("tabpanel").getByText("Verified")).toBeVisible();
  await page.getByRole("link", { name: "All backups of the group" }).click();
  await expect(page).toHaveURL(`${origin}/backups?group=demo`);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing serious on backups of every state and on their marks, ${colorScheme}`, async ({
    page,
    demo,
  }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { origin } = new URL(demo.url);
    const real = await backUp(demo);
    await withBackups(page, [
      { ...real, id: "1", state: "failed", error: "The disk was full." },
      { ...real, id: "2", state: "damaged", error: "Its SHA-256 is another one." },
      { ...real, id: "3", state: "saved", method: "bgsave" },
    ]);
    await page.goto(`${origin}/backups?backup=2`);
    await expect(page.getByText("The file is not what was stored")).toBeVisible();
    expect(await seriousOn(page)).toEqual([]);
    await page.goto(demo.url);
    await expect(marks(page, "verified")).toBeVisible();
    expect(await seriousOn(page)).toEqual([]);
  });
