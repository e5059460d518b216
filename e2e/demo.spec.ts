import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places } from "./tidemark";

test("the demo opens on its group and draws four instances, a chain among them", async ({ page, demo }) => {
  const board = await new Board(page, demo).open();
  const { primary, middle, leaf } = await places(demo);
  await expect(page.locator("article[data-instance]")).toHaveCount(4);
  await expect(board.card(primary)).toHaveAttribute("data-role", "primary");
  for (const id of [primary, middle, leaf])
    await expect(board.card(id)).toHaveAttribute("data-state", "online");
  await expect(page).toHaveTitle(/demo/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("demo");
});

test("offsets move under the load, and the lag of a paused replica grows from zero", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const { primary, plain } = await places(demo);
  const offset = board.card(primary).locator(".live-value").first();
  const before = await offset.textContent();
  await expect(offset).not.toHaveText(before ?? "");
  await board.fault("cut", plain);
  await expect(board.card(plain)).toHaveAttribute("data-state", "link-down");
  await expect
    .poll(async () => (await demo.group()).instances.find(({ id }) => id === plain)?.lagBytes)
    .toBeGreaterThan(50_000);
  await board.fault("mend", plain);
  await expect(board.card(plain)).toHaveAttribute("data-state", "online", { timeout: 20_000 });
});

test("a replica that is stopped turns exactly its card unreachable, and it recovers without a reload", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const { primary, middle, plain, leaf } = await places(demo);
  await board.fault("pause", plain);
  await expect(board.card(plain)).toHaveAttribute("data-state", "unreachable", { timeout: 4_000 });
  await expect(board.card(plain)).toContainText("Unreachable");
  for (const id of [primary, middle, leaf])
    await expect(board.card(id)).toHaveAttribute("data-state", "online");
  await board.fault("resume", plain);
  await expect(board.card(plain)).toHaveAttribute("data-state", "online");
});

test("a killed replica comes back through the demo's own bar", async ({ page, demo }) => {
  const board = await new Board(page, demo).open();
  const { leaf } = await places(demo);
  const bar = page.getByRole("region", { name: "Demo" });
  await bar.getByRole("button", { name: /kill/i }).click();
  await page.getByRole("menuitem", { name: `Kill ${leaf}` }).click();
  await expect(board.card(leaf)).toHaveAttribute("data-state", "unreachable");
  await bar.getByRole("button", { name: /kill/i }).click();
  await page.getByRole("menuitem", { name: `Restart ${leaf}` }).click();
  await expect(board.card(leaf)).toHaveAttribute("data-state", "online", { timeout: 20_000 });
});
