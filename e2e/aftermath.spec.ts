import { startApplication } from "@/server/testing/application";
import { ask } from "@/server/testing/ask";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places } from "./tidemark";

const addressOf = (id: string) => {
  const at = id.lastIndexOf(":");
  return { host: id.slice(0, at), port: Number(id.slice(at + 1)) };
};

test("a killed primary is replaced by force, comes back as a second primary, and one click takes it in again", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const { primary, middle } = await places(demo);
  await board.fault("kill", primary);
  await expect(board.card(primary)).toHaveAttribute("data-state", "unreachable");
  await board.choose(middle, /^Promote/);
  await board.confirmation.getByRole("checkbox").check();
  await board.dialog.getByRole("textbox").fill("demo");
  await board.execute(/^Force 127/);
  await board.ended("Succeeded");
  await board.dialog.getByRole("link", { name: "Open run" }).click();
  const after = page.getByRole("region", { name: "After the promotion" });
  await expect(after.getByText("Data loss.")).toBeVisible();
  await page.goBack();
  await expect(board.card(middle)).toHaveAttribute("data-role", "primary");

  // Whoever restarts it does so by the file it always had.
  await board.fault("restart", primary);
  await expect(after.getByText(`${primary} came back as a primary beside ${middle}`)).toBeVisible({
    timeout: 4_000,
  });
  await after.getByRole("button", { name: `Attach to ${middle}…` }).click();
  await expect(board.dialog.getByText(/^REPLICAOF/).first()).toBeVisible();
  await board.confirmation.getByRole("checkbox").check();
  await board.execute(/^Attach 127/);
  await board.ended("Succeeded");
  await board.dialog.getByRole("button", { name: "Done" }).click();
  await expect(board.card(primary)).toHaveAttribute("data-role", "replica");
  await expect(after.getByText(/came back as a primary/)).toHaveCount(0);
});

test("a client that goes on writing to the demoted primary is shown live, survives a reload, and is disconnected", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const { primary, middle } = await places(demo);
  const old = addressOf(primary);
  const shop = await startApplication(old, "checkout", ["SET", "cart", "1"], 20);
  try {
    await board.choose(middle, /^Promote/);
    await board.execute(/^Promote 127/);
    await board.ended("Succeeded");
    await board.dialog.getByRole("link", { name: "Open run" }).click();
    const after = page.getByRole("region", { name: "After the promotion" });
    await expect(after.getByText(/Still on .*: \d+ clients?, .*write/)).toBeVisible();
    await expect(after.getByText(/writes\/s refused/)).toBeVisible();
    await page.reload();
    await expect(after.getByText(/Still on /)).toBeVisible();
    await after.getByRole("button", { name: "Show clients" }).click();
    await expect(after.getByRole("row", { name: /checkout.*set.*writes/ })).toBeVisible();

    await after.getByRole("button", { name: "Disconnect writers…" }).click();
    await expect(board.dialog.getByText(`CLIENT KILL ID ${shop.id}`).first()).toBeVisible();
    await board.confirmation.getByRole("checkbox").check();
    await board.execute(/^Disconnect$/);
    await board.ended("Succeeded");
    await shop.ended;
    const left = String(await ask(old, [["CLIENT", "LIST"]]));
    expect(left).not.toContain("name=checkout");
    await board.dialog.getByRole("button", { name: "Done" }).click();
    await expect(after.getByText(/is quiet: no client is connected there any more/)).toBeVisible({
      timeout: 15_000,
    });
  } finally {
    shop.close();
  }
});
