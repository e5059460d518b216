import { ask } from "@/server/testing/ask";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places } from "./tidemark";

test("two clicks promote a healthy replica: the badge moves and its siblings follow", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const { primary, middle, plain, leaf } = await places(demo);
  await board.card(middle).hover();
  await board
    .card(middle)
    .getByRole("button", { name: /^Promote/ })
    .click();
  await expect(board.dialog.getByText(/FAILOVER TO/)).toBeVisible();
  await board.execute(/^Promote 127/);
  await board.ended("Succeeded");
  await expect(board.card(middle)).toHaveAttribute("data-role", "primary");
  await expect(board.card(primary)).toHaveAttribute("data-role", "replica");
  const group = await demo.group();
  const upstreamOf = (id: string) => group.instances.find((one) => one.id === id)?.upstream;
  expect(group.primary).toBe(middle);
  expect([upstreamOf(primary), upstreamOf(plain), upstreamOf(leaf)]).toEqual([middle, middle, middle]);
  await expect(page.locator("[data-announcer=role]")).toContainText(`${middle} is the primary now`);
});

test("a replica is re-pointed by keyboard alone", async ({ page, demo }) => {
  const board = await new Board(page, demo).open();
  const { plain, middle } = await places(demo);
  await board
    .card(plain)
    .getByRole("button", { name: /^Actions for/ })
    .focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: /^Promote/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem", { name: /^Re-point/ })).toBeFocused();
  await page.keyboard.press("Enter");
  const choice = board.dialog.getByRole("button", { name: middle });
  await expect(choice).toBeVisible();
  for (
    let press = 0;
    press < 4 && !(await choice.evaluate((button) => button === document.activeElement));
    press += 1
  )
    await page.keyboard.press("ArrowDown");
  await expect(choice).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(board.dialog.getByRole("button", { name: /^Re-point 127/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await board.ended("Succeeded");
  expect((await demo.group()).instances.find(({ id }) => id === plain)?.upstream).toBe(middle);
});

test("detaching asks for its checkbox, and attaching a populated primary for the typed name", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const { primary, plain } = await places(demo);
  await board.choose(plain, /^Detach/);
  const detach = board.dialog.getByRole("button", { name: /^Detach 127/ });
  await expect(detach).toHaveAttribute("aria-disabled", "true");
  await board.confirmation.getByRole("checkbox").check();
  await detach.click();
  await board.ended("Succeeded");
  await board.dialog.getByRole("button", { name: "Done" }).click();
  await expect(board.card(plain)).toHaveAttribute("data-role", "primary");
  const { hostname, port } = new URL(`redis://${plain}`);
  await ask({ host: hostname, port: Number(port) }, [["SET", "alone", "1"]]);
  await page.getByRole("button", { name: "Lineage", exact: true }).click();
  await expect(page.getByText(/B of its own\. Following .* drops them, at most .* to copy\./)).toBeVisible();
  await page.getByRole("button", { name: "Graph", exact: true }).click();
  await board.choose(plain, /^Attach/);
  await board.dialog.getByRole("button", { name: primary }).click();
  const attach = board.dialog.getByRole("button", { name: /^Attach 127/ });
  await expect(attach).toHaveAttribute("aria-disabled", "true");
  await board.confirmation.getByRole("checkbox").check();
  await board.dialog.getByRole("textbox").fill("demo");
  await attach.click();
  await board.ended("Succeeded");
  await expect(board.card(plain)).toHaveAttribute("data-role", "replica");
});

test("a backup from a replica shows progress to its end, is listed with its position, and can be deleted", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const { plain } = await places(demo);
  await board.choose(plain, /^Back up/);
  await board.execute(/^Back up 127/);
  await board.ended("Succeeded");
  await page.goto(`${new URL(demo.url).origin}/backups`);
  const row = page.getByRole("row", { name: new RegExp(plain) });
  await expect(row).toContainText("Verified");
  await expect(row).toContainText(/\d{1,3}(,\d{3})+/);
  await row.getByRole("button", { name: "Delete the backup of demo" }).click();
  await expect(page.getByRole("dialog", { name: "Delete this backup of demo?" })).toContainText(
    "Tidemark's file of it is deleted",
  );
  await page.getByRole("button", { name: "Delete backup" }).click();
  await expect(row).toHaveCount(0);
});

test("a forced promotion states the loss and wants the group's name", async ({ page, demo }) => {
  const board = await new Board(page, demo).open();
  const { primary, middle } = await places(demo);
  await board.fault("kill", primary);
  await expect(board.card(primary)).toHaveAttribute("data-state", "unreachable");
  await expect(board.card(middle)).toHaveAttribute("data-state", "link-down");
  await board.choose(middle, /^Promote/);
  const force = board.dialog.getByRole("button", { name: /^Force 127/ });
  await expect(force).toHaveAttribute("aria-disabled", "true");
  await board.confirmation.getByRole("checkbox").check();
  await board.dialog.getByRole("textbox").fill("demo");
  await force.click();
  await board.ended(/Succeeded|Partly applied/);
  await expect(board.card(middle)).toHaveAttribute("data-role", "primary");
});
