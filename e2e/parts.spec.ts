import type { Locator, Page } from "@playwright/test";
import { Board } from "./board";
import { CHUNKS, hold } from "./chunks";
import { expect, test } from "./fixtures";
import { places } from "./tidemark";

const REFUSED = /Failed to load resource: net::ERR_FAILED/;

async function settled(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByText(/Live/).first()).toBeVisible();
  await page.waitForLoadState("networkidle");
}

/** The box that stands for a dialog whose code is not there. */
const missing = (page: Page): Locator => page.getByRole("dialog", { name: "Not loaded" });

/** Scripts and styles: a part comes with both. */
const FILES = /\/_next\/static\/chunks\/[^/]+\.(js|css)/;

/** Fails everything that the page asks for by itself, beyond what its HTML names. */
async function failWhatFollows(page: Page, url: string): Promise<void> {
  const html = await (await page.request.get(url)).text();
  await page.route(FILES, (route) => {
    const file = new URL(route.request().url()).pathname.split("/").at(-1) ?? "";
    return html.includes(file) ? route.continue() : route.abort();
  });
}

for (const { what, open, title } of [
  {
    what: "the palette",
    open: (page: Page) => page.keyboard.press("Control+k"),
    title: "Find group, instance, action",
  },
  { what: "the list of shortcuts", open: (page: Page) => page.keyboard.press("?"), title: "Shortcuts" },
  {
    what: "the form for a group",
    open: (page: Page) => page.getByRole("button", { name: "Add group" }).click(),
    title: "Add group",
  },
])
  test(`${what} says when it cannot be fetched, leaves the page, and opens at the next try`, async ({
    page,
    demo,
    allowConsole,
  }) => {
    allowConsole(REFUSED);
    await settled(page, new URL("/", demo.url).href);
    const dialog = page.getByRole("dialog", { name: title });
    const add = page.getByRole("button", { name: "Add group" });
    await add.focus();
    await page.route(CHUNKS, (route) => route.abort());
    await open(page);
    await expect(missing(page)).toContainText("could not be loaded from Tidemark");
    await expect(page.getByRole("table", { name: "Groups", includeHidden: true })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(missing(page)).toHaveCount(0);
    await expect(add).toBeFocused();
    await open(page);
    await expect(missing(page).getByRole("button", { name: "Try again" })).toBeFocused();
    await page.unroute(CHUNKS);
    await page.keyboard.press("Enter");
    await expect(dialog).toBeVisible();
    await expect(missing(page)).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(add).toBeFocused();
  });

test("a dialog whose code is still on its way shows that, and takes the keys meanwhile", async ({
  page,
  demo,
}) => {
  await settled(page, demo.url);
  const code = await hold(page);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Loading" })).toHaveAttribute("aria-busy", "true");
  await page.keyboard.press("v");
  await code.release();
  await expect(page.getByRole("dialog", { name: "Shortcuts" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Graph", exact: true })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
});

test("a plan whose dialog cannot be fetched says so, leaves the page, and opens at the next try", async ({
  page,
  demo,
  allowConsole,
}) => {
  allowConsole(REFUSED);
  await settled(page, demo.url);
  const { plain } = await places(demo);
  const actions = new Board(page, demo).card(plain).getByRole("button", { name: `Actions for ${plain}` });
  await actions.click();
  await page.route(CHUNKS, (route) => route.abort());
  await page.getByRole("menuitem", { name: /^Detach/ }).click();
  await expect(missing(page)).toContainText("could not be loaded from Tidemark");
  await page.mouse.click(5, 5);
  await expect(missing(page)).toHaveCount(0);
  await expect(actions).toBeFocused();
  await page.unroute(CHUNKS);
  await actions.click();
  await page.getByRole("menuitem", { name: /^Detach/ }).click();
  await expect(page.getByRole("dialog", { name: /^Detach/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(actions).toBeFocused();
});

test("an instance's tabs that cannot be fetched say so, and come at the next try", async ({
  page,
  demo,
  allowConsole,
}) => {
  allowConsole(REFUSED);
  const { plain } = await places(demo);
  await settled(page, new URL(`/i/${encodeURIComponent(plain)}`, demo.url).href);
  await page.route(CHUNKS, (route) => route.abort());
  const words = (what: string): Locator =>
    page.getByRole("alert").filter({ hasText: `${what} could not be loaded from Tidemark.` });
  await page.getByRole("tab", { name: "Config" }).click();
  await expect(words("The settings")).toBeVisible();
  await page.getByRole("tab", { name: "Raw INFO" }).click();
  await expect(words("The raw INFO")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.unroute(CHUNKS);
  await words("The raw INFO").getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("run_id")).toBeVisible();
  await page.getByRole("tab", { name: "Config" }).click();
  await expect(page.getByRole("table", { name: /^Settings of/ })).toBeVisible();
});

test("graph and charts that cannot be fetched leave table, findings and events alive, and come at the next try", async ({
  page,
  demo,
  allowConsole,
}) => {
  allowConsole(REFUSED);
  const board = new Board(page, demo);
  const { primary, plain } = await places(demo);
  await failWhatFollows(page, demo.url);
  await page.goto(demo.url);
  const section = (name: string): Locator => page.getByRole("region", { name });
  const words = (name: string): Locator => section(name).getByRole("alert");
  await expect(words("Topology")).toContainText("The graph could not be loaded from Tidemark.");
  await expect(words("Lag")).toContainText("The charts could not be loaded from Tidemark.");
  await board.fault("cut", plain);
  await expect(section("Events").getByRole("listitem").first()).toBeVisible();
  await expect(section("Findings").getByRole("listitem").first()).toBeVisible();
  await page.getByRole("button", { name: "Table", exact: true }).click();
  const offset = page
    .getByRole("treegrid")
    .locator(`[data-instance="${primary}"]`)
    .locator("td.mono.live-value");
  await expect(offset).not.toHaveText((await offset.textContent()) ?? "");
  await page.getByRole("button", { name: "Graph", exact: true }).click();
  await expect(words("Topology")).toBeVisible();
  await page.unroute(FILES);
  for (const name of ["Topology", "Lag"])
    await words(name).getByRole("button", { name: "Try again" }).click();
  await expect(board.card(primary)).toBeVisible();
  await expect(page.locator("[data-plot]")).toHaveCount(3);
});

test("a page that has lost Tidemark keeps its last values when a key asks for what was never fetched", async ({
  page,
  demo,
  allowConsole,
}) => {
  allowConsole(/WebSocket|Failed to load resource/);
  await settled(page, demo.url);
  const { primary } = await places(demo);
  await demo.stop();
  await expect(page.getByText(/Stale: no update for/)).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(missing(page)).toContainText("could not be loaded from Tidemark");
  await page.keyboard.press("Escape");
  await expect(new Board(page, demo).card(primary)).toBeVisible();
  await expect(page.getByText(/Stale: no update for/)).toBeVisible();
  await page.keyboard.press("y");
  await expect(page.getByText(/Link copied|did not allow copying/)).toBeVisible();
});
