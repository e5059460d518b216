import { askApi } from "./access";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places } from "./tidemark";

/** The demo's servers ask for a password that only Tidemark knows: what they have set is read through it. */
async function priorityOf(origin: string, id: string): Promise<string | undefined> {
  const response = await askApi(`${origin}/api/instances/${encodeURIComponent(id)}`);
  const { config }: { config: Record<string, string> | null } = await response.json();
  return config?.["replica-priority"];
}

test("the dialog ranks the replicas with reasons, plans anew for each choice, and runs what it shows", async ({
  page,
  demo,
}) => {
  const board = await new Board(page, demo).open();
  const { primary, leaf } = await places(demo);
  await page.getByRole("button", { name: "Promote…" }).first().click();
  const radios = board.dialog.getByRole("radio");
  await expect(radios).toHaveCount(3);
  await expect(radios.first()).toBeChecked();
  await expect(radios.first()).toHaveAccessibleName(/Best/);
  await expect(radios.last()).toHaveAccessibleName(/must follow .* itself first/);

  await board.dialog.getByRole("radio", { name: leaf }).check();
  await expect(board.dialog.getByRole("heading", { name: `Promote ${leaf} to primary` })).toBeVisible();
  await expect(board.dialog.getByText(`REPLICAOF ${primary.replace(":", " ")}`)).toBeVisible();
  await radios.first().check();

  const out = board.dialog.getByRole("checkbox", { name: /^Keep/ });
  await out.focus();
  await page.keyboard.press("Space");
  await expect(board.dialog.getByText("CONFIG SET replica-priority 0")).toBeVisible();
  // The new plan is there, and the next key still belongs to the choice: it does not run the plan.
  await expect(out).toBeFocused();
  await page.keyboard.press("Space");
  await expect(board.dialog.getByText("CONFIG SET replica-priority 0")).toBeHidden();
  await expect(board.dialog.getByRole("button", { name: /^Promote 127/ })).toBeEnabled();
  await out.check();
  await board.dialog
    .getByRole("checkbox", { name: /follow/ })
    .first()
    .uncheck();
  await expect(board.dialog.getByText(/would go on following/)).toBeVisible();
  await board.dialog
    .getByRole("checkbox", { name: /follow/ })
    .first()
    .check();
  await expect(board.dialog.getByText("CONFIG SET replica-priority 0")).toBeVisible();

  await board.execute(/^Promote 127/);
  await board.ended("Succeeded");
  const { origin } = new URL(demo.url);
  await expect.poll(() => priorityOf(origin, primary), { timeout: 20_000 }).toBe("0");
});
