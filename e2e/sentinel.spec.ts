import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { idAt, seedOf } from "@/server/testing/fleet";
import { startGroup } from "@/server/testing/group";
import { startSentinels, stopSentinels } from "@/server/testing/sentinel";
import { serverMatrix } from "@/server/testing/versions";
import { expect, test } from "./fixtures";
import { startTidemark } from "./tidemark";

test("the group page shows its Sentinels, and an action says which command would do it", async ({ page }) => {
  const [binary] = await serverMatrix();
  if (binary === undefined) throw new Error("there is no server");
  const group = await startGroup({ binary, replicas: 1 });
  const sentinels = await startSentinels(3, { binary, primary: group.primary, quorum: 2 });
  const dir = mkdtempSync(join(tmpdir(), "tidemark-e2e-"));
  const env = { TIDEMARK_DATA_DIR: dir, TIDEMARK_LISTEN: "127.0.0.1:0" };
  const tidemark = await startTidemark(["serve", seedOf(group.primary)], env);
  try {
    const { origin } = new URL(tidemark.url);
    await page.goto(`${origin}/g/${idAt(group.primary).replace(":", "-")}`);
    const strip = page.getByRole("region", { name: "Sentinel orders" });
    await expect(strip).toContainText(
      `3 of 3 answer·quorum 2·says ${idAt(group.primary)}`.replaceAll("·", ""),
    );
    await strip.getByRole("button").click();
    for (const one of sentinels)
      await expect(strip.getByRole("row").filter({ hasText: idAt(one) })).toContainText("Answers");
    await expect(strip).toContainText("They never failed it over.");
    const { violations } = await new AxeBuilder({ page })
      .include("section[aria-label='Sentinel orders']")
      .analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);

    await page.getByRole("button", { name: "Promote…" }).first().click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("Send SENTINEL FAILOVER orders to the Sentinel at 127.0.0.1:");
    await expect(dialog.getByRole("button", { name: /^Promote/ })).toBeDisabled();
  } finally {
    await page.close();
    await tidemark.stop();
    await stopSentinels(sentinels);
    await group.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});
