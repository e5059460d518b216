import { findServer, startServer } from "@/server/local";
import { askApi } from "./access";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places, startTidemark } from "./tidemark";

test("a silent server makes the page stale within 3 s, and it recovers without a reload or a lost selection", async ({
  page,
  allowConsole,
}, info) => {
  allowConsole(/WebSocket|ERR_CONNECTION_REFUSED|Failed to load resource/);
  const binary = await findServer({ install: false });
  if ("missing" in binary) throw new Error(binary.missing);
  const settings = { save: "", appendonly: "no", "repl-diskless-sync-delay": "0" };
  const primary = await startServer({ binary: binary.path, dir: info.outputPath("primary"), settings });
  const replica = await startServer({
    binary: binary.path,
    dir: info.outputPath("replica"),
    settings: { ...settings, replicaof: `${primary.host} ${primary.port}` },
  });
  const data = { TIDEMARK_DATA_DIR: info.outputPath("data") };
  const seed = `redis://${primary.host}:${primary.port}`;
  const first = await startTidemark(["serve", seed, "--port", "0"], data);
  const { port, origin } = new URL(first.url);
  const replicaId = `${replica.host}:${replica.port}`;
  try {
    const { groups } = await (await askApi(`${origin}/api/groups`)).json();
    await page.goto(`${origin}/g/${groups[0].id}?sel=${encodeURIComponent(replicaId)}`);
    const card = page.locator(`article[data-instance="${replicaId}"]`);
    await expect(card).toHaveAttribute("data-state", "online");
    // A menu's code comes from Tidemark with the first use of one. Only then can it open while Tidemark is away.
    const actions = card.getByRole("button", { name: /^Actions for/ });
    const promote = page.getByRole("menuitem", { name: /^Promote/ });
    await actions.click();
    await expect(promote).toBeVisible();
    await page.keyboard.press("Escape");
    await first.stop();
    await expect(page.getByText(/Stale: no update for/)).toBeVisible({ timeout: 3_500 });
    await actions.click();
    await expect(promote).toHaveAttribute("aria-disabled", "true");
    await expect(promote).toContainText("Actions are paused: the page is stale.");
    await page.keyboard.press("Escape");
    const second = await startTidemark(["serve", seed, "--port", port], data);
    try {
      await expect(page.getByText(/Stale: no update for/)).toBeHidden({ timeout: 8_000 });
      await expect(card).toHaveAttribute("data-state", "online");
      expect(new URL(page.url()).searchParams.get("sel")).toBe(replicaId);
    } finally {
      await second.stop();
    }
  } finally {
    await Promise.all([primary.stop(), replica.stop()]);
  }
});

test("a tick moves no card and renders no graph, only what shows its values", async ({ page, demo }) => {
  const board = await new Board(page, demo).open();
  const { primary } = await places(demo);
  const where = async () =>
    Promise.all((await page.locator("article[data-instance]").all()).map((card) => card.boundingBox()));
  const nodes = page.locator(".react-flow__nodes");
  await nodes.evaluate((element) => {
    const touched: string[] = [];
    Object.assign(window, { touched });
    new MutationObserver((records) => {
      for (const { target } of records) if (target === element) touched.push("nodes");
    }).observe(element, { childList: true, subtree: true });
  });
  const before = await where();
  const offset = board.card(primary).locator(".live-value").first();
  for (let tick = 0; tick < 5; tick += 1)
    await expect(offset).not.toHaveText((await offset.textContent()) ?? "");
  expect(await where()).toEqual(before);
  expect(await page.evaluate(() => Reflect.get(window, "touched"))).toEqual([]);
});

test("the same topology has the same coordinates on two loads", async ({ page, demo }) => {
  const board = await new Board(page, demo).open();
  const where = async () =>
    Promise.all((await page.locator("article[data-instance]").all()).map((card) => card.boundingBox()));
  const first = await where();
  await board.open();
  expect(await where()).toEqual(first);
});

test("graph and table show equal values in a frozen frame", async ({ page, demo }) => {
  const board = await new Board(page, demo).open();
  const { primary } = await places(demo);
  await page.getByRole("button", { name: /freeze/i }).click();
  const offset = (await board.card(primary).locator(".live-value").first().textContent()) ?? "";
  await page.getByRole("button", { name: "Table", exact: true }).click();
  await expect(page.getByRole("treegrid").locator(`[data-instance="${primary}"]`)).toContainText(offset);
});

test("an outage is a hatched gap in the charts, not a line across it", async ({ page, demo }) => {
  const board = await new Board(page, demo).open();
  const { plain } = await places(demo);
  await board.fault("pause", plain);
  await expect(board.card(plain)).toHaveAttribute("data-state", "unreachable");
  await expect(page.locator(`[data-gap="${plain}"]`).first()).toBeVisible({ timeout: 20_000 });
  await board.fault("resume", plain);
  await expect(board.card(plain)).toHaveAttribute("data-state", "online");
});
