import { askApi } from "./access";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places } from "./tidemark";

test("the group is shown as it was: before a fault, after it, again after a reload, and never by the present one", async ({
  page,
  demo,
  allowConsole,
}) => {
  // A moment without a picture is a 404, which the browser reports.
  allowConsole(/404/);
  const board = await new Board(page, demo).open();
  const { plain } = await places(demo);
  const { origin } = new URL(demo.url);
  const past = (ms: number) => askApi(`${origin}/api/groups/demo/past?at=${new Date(ms).toISOString()}`);
  const { sampledAt } = await demo.group();
  const before = Date.parse(sampledAt ?? "");
  await expect.poll(async () => (await past(before)).status).toBe(200);
  await board.fault("pause", plain);
  await expect(board.card(plain)).toHaveAttribute("data-state", "unreachable");

  await page.goto(`${demo.url}?at=${new Date(before).toISOString()}`);
  const banner = page.getByText(/^As it was at/);
  await expect(banner).toBeVisible();
  await expect(board.card(plain)).toHaveAttribute("data-state", "online");
  await expect(page.getByRole("button", { name: "Promote…" }).first()).toHaveAttribute(
    "aria-disabled",
    "true",
  );

  const down = page
    .getByRole("region", { name: "Events" })
    .getByRole("listitem")
    .filter({ hasText: "Instance down" });
  await page.getByRole("button", { name: "Go live" }).first().click();
  await expect(banner).toBeHidden();
  await expect(board.card(plain)).toHaveAttribute("data-state", "unreachable");
  await down.getByRole("button", { name: /^Show the group as it was at/ }).click();
  await expect(banner).toBeVisible();
  await expect(board.card(plain)).toHaveAttribute("data-state", "unreachable");
  await board.fault("resume", plain);
  await page.reload();
  await expect(banner).toBeVisible();
  await expect(board.card(plain)).toHaveAttribute("data-state", "unreachable");
  await expect(async () => {
    await page.getByRole("button", { name: "Next change" }).click();
    await expect(board.card(plain)).toHaveAttribute("data-state", "online", { timeout: 2000 });
  }).toPass();
  await expect(banner).toBeVisible();

  const never = new Date(before - 24 * 3_600_000).toISOString();
  await page.goto(`${demo.url}?at=${never}`);
  await expect(page.getByText(/^How the group was at .* is not known\./)).toBeVisible();
  await expect(page.locator("article[data-instance]")).toHaveCount(0);
  await page.keyboard.press("Space");
  await expect(board.card(plain)).toHaveAttribute("data-state", "online");
});
