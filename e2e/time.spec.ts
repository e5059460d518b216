import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { History } from "@/lib/contract";
import { findServer, startServer } from "@/server/local";
import { askApi, signIn } from "./access";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { startTidemark, type Tidemark } from "./tidemark";

const lag = (page: Page): Locator => page.getByRole("region", { name: "Lag" });
const curves = (page: Page): Locator => lag(page).locator("path.recharts-line-curve");

/** A line is drawn. A level one has no height, so it does not count as visible. */
const drawn = (page: Page) => expect(curves(page).first()).toHaveAttribute("d", /L/);

/** The moment of the newest sample that is written down, once there are at least `seconds` of them. */
async function written(tidemark: Tidemark, seconds: number, group = "demo"): Promise<number> {
  const { origin } = new URL(tidemark.url);
  let newest = 0;
  await expect
    .poll(
      async () => {
        const from = new Date(Date.now() - 120_000).toISOString();
        const path = `/api/groups/${group}/history?metrics=lagBytes&points=600&from=${from}`;
        const { stepMs, t, series } = History.parse(await (await askApi(`${origin}${path}`)).json());
        const known = t.filter((_, i) => series.some(({ last }) => last[i] !== null));
        newest = known.at(-1) ?? 0;
        return (known.length * stepMs) / 1000;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThanOrEqual(seconds);
  return newest;
}

const periodOf = (page: Page): { from: number; to: number } => {
  const { searchParams } = new URL(page.url());
  return { from: Date.parse(searchParams.get("from") ?? ""), to: Date.parse(searchParams.get("to") ?? "") };
};

/** Presses on the charts `fromPx` from their right end and goes on to `toPx`, without letting go. */
async function drag(page: Page, fromPx: number, toPx: number): Promise<void> {
  const box = await lag(page).locator('[data-plot="lagSeconds"]').boundingBox();
  if (box === null) throw new Error("the plot is not drawn");
  const x = (px: number) => box.x + box.width - 60 - px;
  await page.mouse.move(x(fromPx), box.y + 40);
  await page.mouse.down();
  for (let step = 1; step <= 5; step += 1)
    await page.mouse.move(x(fromPx + ((toPx - fromPx) * step) / 5), box.y + 44);
}

test("a range is chosen once for all charts, stands in the URL, and says what failed while the old picture stays", async ({
  page,
  demo,
  allowConsole,
}) => {
  allowConsole(/net::ERR_FAILED/);
  await new Board(page, demo).open();
  await drawn(page);
  await page.route("**/history?*", (route) => route.abort());
  await page.getByRole("button", { name: "Last 15 min" }).click();
  await page.getByRole("menuitemradio", { name: "Last hour" }).click();
  await expect(page).toHaveURL(/range=1h/);
  await expect(lag(page).getByRole("alert")).toContainText("Tidemark does not answer");
  await drawn(page);
  await page.unroute("**/history?*");
  await lag(page).getByRole("button", { name: "Try again" }).click();
  await expect(lag(page).getByRole("alert")).toHaveCount(0);
  await expect(lag(page).getByText(/max per \d\d\ss/)).toBeVisible();
  const link = page.url();
  const other = await page.context().newPage();
  await other.goto(link);
  await expect(other.getByRole("button", { name: "Last hour" })).toBeVisible();
  await expect(lag(other).getByText(/max per \d\d\ss/)).toBeVisible();
});

test("a drag over a chart zooms all of them, Esc and a click do not, and Back zooms out", async ({
  page,
  demo,
  allowConsole,
}) => {
  allowConsole(/404/);
  await new Board(page, demo).open("?range=5m");
  await written(demo, 6);
  await drawn(page);
  const live = page.url();

  await drag(page, 80, 10);
  await expect(lag(page).locator("[data-zoom-band]")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(lag(page).locator("[data-zoom-band]")).toHaveCount(0);
  await page.mouse.up();
  await drag(page, 40, 40);
  await page.mouse.up();
  expect(page.url()).toBe(live);
  await page.keyboard.press("Escape");

  await drag(page, 80, 10);
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*&to=/);
  const { from, to } = periodOf(page);
  expect(to - from).toBeGreaterThan(20_000);
  expect(to - from).toBeLessThan(120_000);
  await expect(page.getByRole("button", { name: /^Time: .* – / })).toBeVisible();
  await expect(page.getByRole("button", { name: "Promote…" }).first()).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await page.goBack();
  await expect(page).toHaveURL(live);
  await expect(page.getByRole("button", { name: "Freeze" })).toBeVisible();
  await page.goForward();
  await expect(page).toHaveURL(/from=/);
  await page.getByRole("group", { name: "Time" }).getByRole("button", { name: "Zoom out" }).click();
  await expect(async () => {
    const wider = periodOf(page);
    expect(wider.to - wider.from).toBeGreaterThan(1.9 * (to - from));
  }).toPass();
  await page.keyboard.press("l");
  await expect(page).not.toHaveURL(/from=/);

  await drawn(page);
  await lag(page).locator('[data-plot="lagSeconds"] svg').first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(lag(page).locator("[data-cursor]")).toBeAttached();
  await page.keyboard.press("Enter");
  await expect(lag(page).getByRole("button", { name: /^Show the group as it was at/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/at=/);
});

test("two times are chosen by keyboard, and a link with them draws the same lines for whoever opens it", async ({
  page,
  demo,
  browser,
  allowConsole,
}) => {
  allowConsole(/404/);
  await new Board(page, demo).open();
  const newest = await written(demo, 8);
  await page.getByRole("button", { name: "Last 15 min" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "From … to …" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Show a period" });
  const text = (ms: number): string => {
    const local = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 19);
  };
  await dialog.getByLabel("From").fill(text(newest));
  await dialog.getByLabel("To", { exact: true }).fill(text(newest - 60_000));
  await dialog.getByLabel("To", { exact: true }).press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("The end must be after the beginning");
  await dialog.getByLabel("From").fill(text(newest - 60_000));
  await dialog.getByLabel("To", { exact: true }).fill(text(newest));
  expect(await serious(page)).toEqual([]);
  await dialog.getByLabel("To", { exact: true }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/from=.*&to=/);

  const lines = async (where: Page): Promise<string[]> => {
    await drawn(where);
    return curves(where).evaluateAll((paths) => paths.map((path) => path.getAttribute("d") ?? ""));
  };
  await page.reload();
  const here = await lines(page);
  expect(here.join("")).toMatch(/^M.*[\d.]+,[\d.]+L/);
  const context = await browser.newContext();
  await signIn(context, page.url());
  const other = await context.newPage();
  await other.goto(page.url());
  await expect.poll(() => lines(other)).toEqual(here);
  await context.close();
});

test("a frozen page shows the same moment after a reload, and goes live again", async ({
  page,
  demo,
  allowConsole,
}) => {
  allowConsole(/404/);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await new Board(page, demo).open("?range=5m");
  await written(demo, 4);
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/frozen=\d+/);
  const frozen = Number(new URL(page.url()).searchParams.get("frozen"));
  await page.reload();
  await expect(page).toHaveURL(/from=.*&to=/);
  expect(periodOf(page)).toEqual({ from: frozen - 300_000, to: frozen });
  const clock = new Date(frozen).toLocaleTimeString("en-GB");
  await expect(page.getByText(new RegExp(`at ${clock}`)).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Back up" }).first()).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  expect(await serious(page)).toEqual([]);
  await page.keyboard.press("y");
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await page.keyboard.press("Space");
  await expect(page).not.toHaveURL(/from=|frozen=/);
  await page.keyboard.press("y");
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toMatch(/range=5m&from=.*&to=/);
});

test("a period of days with its dates does not make a phone's page scroll sideways", async ({
  page,
  demo,
  allowConsole,
}) => {
  allowConsole(/404/);
  await page.setViewportSize({ width: 320, height: 700 });
  const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  await page.goto(`${demo.url}?from=${daysAgo(9)}&to=${daysAgo(2)}`);
  await expect(page.getByRole("button", { name: /^Time: \d+ \w+ .* – \d+ \w+ / })).toBeVisible();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  await expect(lag(page).getByText("No samples were kept of this time.")).toBeVisible();
});

test("after a restart of Tidemark the charts show the past and a gap, not a fresh start", async ({
  page,
  allowConsole,
}, info) => {
  allowConsole(/404/);
  const binary = await findServer({ install: false });
  if ("missing" in binary) throw new Error(binary.missing);
  const settings = { save: "", appendonly: "no", "repl-diskless-sync-delay": "0" };
  const primary = await startServer({ binary: binary.path, dir: info.outputPath("primary"), settings });
  const replicaof = `${primary.host} ${primary.port}`;
  const replica = await startServer({
    binary: binary.path,
    dir: info.outputPath("replica"),
    settings: { ...settings, replicaof },
  });
  const data = { TIDEMARK_DATA_DIR: info.outputPath("data") };
  const serve = ["serve", `redis://${primary.host}:${primary.port}`, "--port", "0"];
  try {
    const first = await startTidemark(serve, data);
    const { groups } = await (await askApi(`${new URL(first.url).origin}/api/groups`)).json();
    const group: string = groups[0].id;
    await written(first, 5, group);
    await first.stop();
    const stopped = Date.now();
    // The pause has to be longer than that of a quick restart.
    await expect.poll(() => Date.now() - stopped, { timeout: 15_000 }).toBeGreaterThan(5500);
    const second = await startTidemark(serve, data);
    try {
      await expect.poll(() => written(second, 5, group), { timeout: 20_000 }).toBeGreaterThan(stopped + 9000);
      const { origin } = new URL(second.url);
      const from = new Date(stopped - 30_000).toISOString();
      const to = new Date(stopped + 9000).toISOString();
      for (const query of ["range=5m", `from=${from}&to=${to}`]) {
        await page.goto(`${origin}/g/${group}?${query}`);
        await expect(lag(page).locator('[data-gap="all"]').first(), query).toBeVisible();
        await expect(curves(page).first(), query).toHaveAttribute("d", /M.*M/);
        await expect(lag(page).getByText(/not running [\d.]+\ss/), query).toBeVisible();
      }
    } finally {
      await page.close();
      await second.stop();
    }
  } finally {
    await Promise.all([primary.stop(), replica.stop()]);
  }
});

/** What axe finds of weight. */
async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
