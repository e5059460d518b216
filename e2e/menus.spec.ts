import type { Locator, Page } from "@playwright/test";
import { CHUNKS, hold, watchMenuCode } from "./chunks";
import { expect, test } from "./fixtures";
import { places, type Tidemark } from "./tidemark";

async function settled(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByText(/Live/).first()).toBeVisible();
  await page.waitForLoadState("networkidle");
}

const originOf = (demo: Tidemark): string => new URL(demo.url).origin;

/** Ties a mark to the very node, which no other node that takes its place has. */
const mark = (trigger: Locator) => trigger.evaluate((node) => void Object.assign(node, { marked: true }));
const isMarked = (trigger: Locator) => trigger.evaluate((node) => Reflect.get(node, "marked") === true);

async function actionsOf(page: Page, demo: Tidemark): Promise<Locator> {
  const { plain } = await places(demo);
  return page
    .locator(`article[data-instance="${plain}"]`)
    .getByRole("button", { name: `Actions for ${plain}` });
}

test("no page fetches the code of menus and tooltips before one is pointed at", async ({ page, demo }) => {
  const menuCode = watchMenuCode(page);
  const actions = await actionsOf(page, demo);
  for (const [path, trigger] of [
    ["/", page.getByRole("button", { name: "More for demo" })],
    ["/g/demo", actions],
  ] as const) {
    await settled(page, `${originOf(demo)}${path}`);
    await expect(trigger).toHaveAttribute("aria-haspopup", "menu");
    await expect(trigger).toHaveAttribute("aria-expanded", "false");
    expect(await menuCode(), path).toEqual([]);
  }
  await actions.hover();
  await expect.poll(menuCode).not.toEqual([]);
  await expect(page.getByRole("menu")).toHaveCount(0);
});

test("a press that comes before the code opens the menu once it is there, on the same button", async ({
  page,
  demo,
}) => {
  await settled(page, demo.url);
  const trigger = await actionsOf(page, demo);
  await mark(trigger);
  const code = await hold(page);
  await trigger.click();
  await expect.poll(code.asked).toBeGreaterThan(0);
  await expect(trigger).toBeFocused();
  await expect(trigger).toHaveAttribute("aria-expanded", "false");
  await code.release();
  await expect(page.getByRole("menu", { name: /^Actions for/ })).toBeVisible();
  await expect(trigger).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(trigger).toBeFocused();
  await expect(trigger).toHaveAttribute("aria-expanded", "false");
  expect(await isMarked(trigger)).toBe(true);
});

test("a press is taken back by turning to something else before the code is there", async ({
  page,
  demo,
}) => {
  await settled(page, demo.url);
  const trigger = await actionsOf(page, demo);
  const code = await hold(page);
  await trigger.click();
  await expect.poll(code.asked).toBeGreaterThan(0);
  await page.getByRole("heading", { level: 1 }).click();
  await code.release();
  await expect(trigger).toHaveAttribute("data-state", "closed");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await trigger.click();
  await expect(page.getByRole("menu")).toBeVisible();
});

for (const key of ["Enter", "Space", "ArrowDown"])
  test(`${key} opens a menu at its first entry, also when it comes before the code`, async ({
    page,
    demo,
  }) => {
    await settled(page, demo.url);
    const trigger = await actionsOf(page, demo);
    const code = await hold(page);
    await trigger.focus();
    await page.keyboard.press(key);
    await expect.poll(code.asked).toBeGreaterThan(0);
    await code.release();
    const entry = (name: RegExp): Locator => page.getByRole("menuitem", { name });
    await expect(entry(/^Promote/)).toBeFocused();
    await page.keyboard.press("d");
    await expect(entry(/^Detach/)).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(entry(/^Attach/)).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(trigger).toBeFocused();
    await page.keyboard.press(key);
    await expect(entry(/^Promote/)).toBeFocused();
  });

test("a menu whose code cannot be fetched says so, and opens once it can", async ({
  page,
  demo,
  allowConsole,
}) => {
  allowConsole(/Failed to load resource: net::ERR_FAILED/);
  await settled(page, demo.url);
  const trigger = await actionsOf(page, demo);
  await mark(trigger);
  await page.route(CHUNKS, (route) => route.abort());
  await trigger.hover();
  await trigger.click();
  const words = page.getByRole("alert").filter({ hasText: "This menu could not be loaded from Tidemark." });
  await expect(words).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(words).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(words).toBeVisible();
  await page.unroute(CHUNKS);
  await trigger.click();
  await expect(page.getByRole("menuitem", { name: /^Promote/ })).toBeVisible();
  await expect(words).toHaveCount(0);
  expect(await isMarked(trigger)).toBe(true);
});

test("the first hover of a word fetches its tooltip's code and shows it; without the code its text is shown", async ({
  page,
  demo,
  allowConsole,
}) => {
  allowConsole(/Failed to load resource: net::ERR_FAILED/);
  await settled(page, `${originOf(demo)}/`);
  const chip = page.getByRole("banner").getByText("Demo", { exact: true });
  const words = page.getByRole("tooltip").filter({ hasText: "Real servers that Tidemark started" });
  await page.route(CHUNKS, (route) => route.abort());
  await chip.hover();
  await expect(words).toBeVisible();
  await page.mouse.move(0, 300);
  await expect(words).toHaveCount(0);
  await page.unroute(CHUNKS);
  await mark(chip);
  await chip.hover();
  await expect(chip).toHaveAttribute("data-state", "delayed-open");
  await expect(chip).toHaveAttribute("aria-describedby", /./);
  await expect(words).toBeAttached();
  expect(await isMarked(chip)).toBe(true);
});

test.describe("on a touch screen", () => {
  test.use({ hasTouch: true });

  test("a tap opens a menu, also when it comes before the code, and a tap chooses from it", async ({
    page,
    demo,
  }) => {
    await settled(page, demo.url);
    const trigger = await actionsOf(page, demo);
    const code = await hold(page);
    await trigger.tap();
    await expect.poll(code.asked).toBeGreaterThan(0);
    await code.release();
    await page.getByRole("menuitem", { name: /^Detach/ }).tap();
    await expect(page.getByRole("menu")).toHaveCount(0);
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await trigger.tap();
    await expect(page.getByRole("menuitem", { name: /^Promote/ })).toBeVisible();
  });

  test("a menu stays open when its code comes while the finger is still down", async ({ page, demo }) => {
    await settled(page, demo.url);
    const trigger = await actionsOf(page, demo);
    const code = await hold(page);
    const box = await trigger.boundingBox();
    if (box === null) throw new Error("the button is out of sight");
    const finger = await page.context().newCDPSession(page);
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    await finger.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
    await expect.poll(code.asked).toBeGreaterThan(0);
    await code.release();
    await expect(page.getByRole("menu")).toBeVisible();
    await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await page.getByRole("menuitem", { name: /^Detach/ }).tap();
    await expect(page.getByRole("dialog")).toBeVisible();
  });
});
