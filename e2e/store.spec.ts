import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./fixtures";
import { startTidemark } from "./tidemark";

test("an open page is told that nothing is kept any more, and that it is again", async ({ page }, info) => {
  const folder = info.outputPath("tmp");
  mkdirSync(folder, { recursive: true });
  const demo = await startTidemark(["demo", "--port", "0"], { TMPDIR: folder });
  try {
    const runs = join(folder, "tidemark-demo");
    const file = join(runs, readdirSync(runs)[0] ?? "", "data", "tidemark.db");
    await page.goto(demo.url);
    await expect(page.getByText(/^Live/).first()).toBeVisible();
    const banner = page.getByRole("alert").filter({ hasText: "Tidemark's store has a problem." });
    await expect(banner).toHaveCount(0);
    renameSync(file, `${file}.away`);
    await expect(banner).toContainText("moved or deleted while in use");
    renameSync(`${file}.away`, file);
    await expect(banner).toHaveCount(0);
  } finally {
    await page.goto("about:blank");
    await demo.stop();
  }
});
