import { Board } from "./board";
import { test as base, expect } from "./fixtures";
import { startTidemark, type Tidemark } from "./tidemark";

/** Six replicas on the primary, and one on the first of them. */
const test = base.extend<{ crowd: Tidemark }>({
  crowd: async ({ page }, use) => {
    const crowd = await startTidemark(["demo", "--port", "0", "--replicas", "6"]);
    await use(crowd);
    await page.close();
    await crowd.stop();
  },
});

const feeds = async (crowd: Tidemark, id: string): Promise<number> =>
  (await crowd.group()).instances.filter(({ upstream }) => upstream === id).length;

test("a primary that feeds six is relieved by two clicks, from the finding that says so", async ({
  page,
  crowd,
}) => {
  const board = await new Board(page, crowd).open();
  const { primary } = await crowd.group();
  if (primary === null) throw new Error("the demo has no primary");
  expect(await feeds(crowd, primary)).toBe(6);
  await page
    .getByRole("listitem")
    .filter({ hasText: "feeds 6 replicas directly" })
    .getByRole("button", { name: "Relieve…" })
    .click();
  await expect(board.dialog.getByText("6 → 3", { exact: true })).toBeVisible();
  await expect(board.dialog.getByText(/hear everything one hop later/)).toBeVisible();
  await expect(board.dialog.getByText(/^REPLICAOF/)).toHaveCount(3);
  // One more, by key: the plan is made anew, and the focus stays on the choice.
  const more = board.dialog.getByRole("button", { name: "Move one replica more" });
  await more.focus();
  await page.keyboard.press("Enter");
  await expect(board.dialog.getByText("6 → 2", { exact: true })).toBeVisible();
  await expect(more).toBeFocused();
  await board.execute(/^Relieve 127/);
  await board.ended("Succeeded");
  expect(await feeds(crowd, primary)).toBe(2);
});

test("what-if names who takes over and what becomes of each, as of now, and follows the group", async ({
  page,
  crowd,
}) => {
  const board = await new Board(page, crowd).open();
  const { primary, instances } = await crowd.group();
  if (primary === null) throw new Error("the demo has no primary");
  await board.choose(primary, /^What if it dies/);
  const panel = page.getByRole("dialog", { name: `What if ${primary} dies now?` });
  await expect(panel.getByText(/would take over\./)).toBeVisible();
  await expect(panel.getByRole("listitem").filter({ hasText: "takes over" })).toHaveCount(1);
  // All but the primary and its successor, in the list.
  await expect(panel.getByRole("heading", { name: /The other replicas/ })).toBeVisible();
  const others = panel.locator("section").filter({ hasText: "The other replicas" }).getByRole("listitem");
  await expect(others).toHaveCount(instances.length - 2);
  await expect(others.filter({ hasText: "continues" })).toHaveCount(instances.length - 2);
  await expect(panel.getByText(/Nobody acts by itself/)).toBeVisible();

  const gone = instances.find(({ upstream, replicas }) => upstream === primary && replicas.length === 0);
  if (gone === undefined) throw new Error("no plain replica");
  await board.fault("kill", gone.id);
  await expect(panel.getByText(/can't be foretold/)).toBeVisible({ timeout: 15_000 });
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);

  await page.keyboard.press("ControlOrMeta+k");
  await page.getByPlaceholder("Find group, instance, action").fill(`what if ${primary}`);
  await page.keyboard.press("Enter");
  await expect(panel).toBeVisible();
});
