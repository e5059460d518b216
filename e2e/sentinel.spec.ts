import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { idAt, seedOf } from "@/server/testing/fleet";
import { startGroup } from "@/server/testing/group";
import { startSentinels, stopSentinels } from "@/server/testing/sentinel";
import { serverMatrix } from "@/server/testing/versions";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places, startTidemark } from "./tidemark";

test("the group page shows its Sentinels, and a promotion is planned through them", async ({ page }) => {
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
    await expect(dialog).toContainText("SENTINEL FAILOVER orders");
    await expect(dialog.getByRole("button", { name: /^Promote 127/ })).toBeEnabled();
  } finally {
    await page.close();
    await tidemark.stop();
    await stopSentinels(sentinels);
    await group.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});

test("the demo with Sentinels: a promotion goes through them, and its run says which of them was told", async ({
  page,
}) => {
  const demo = await startTidemark(["demo", "--port", "0", "--sentinel"]);
  try {
    const board = await new Board(page, demo).open();
    const { primary, plain } = await places(demo);
    const { sentinel } = await demo.group();
    expect(sentinel).toMatchObject({ name: "demo", known: 3, up: 3, primary });
    await board.choose(plain, /^Promote/);
    await board.execute(/^Promote 127/);
    await board.ended("Succeeded");
    await board.dialog.getByRole("link", { name: "Open run" }).click();
    const addresses = sentinel?.sentinels.map(({ address }) => address).join("|");
    const told = new RegExp(`Sentinel\\s*SENTINEL FAILOVER demo to (${addresses})`);
    await expect(page.getByRole("listitem").filter({ hasText: told })).toBeVisible();
    const group = await demo.group();
    expect(group.primary).toBe(plain);
    await expect.poll(async () => (await demo.group()).sentinel?.primary, { timeout: 15_000 }).toBe(plain);
    expect(group.instances.find(({ id }) => id === primary)?.upstream).toBe(plain);
    // The load has followed.
    const offset = async () => (await demo.group()).instances.find(({ id }) => id === plain)?.offset ?? 0;
    const before = await offset();
    await expect.poll(offset).toBeGreaterThan(before);
  } finally {
    await page.close();
    await demo.stop();
  }
});
