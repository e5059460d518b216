import { readFile } from "node:fs/promises";
import { Plan, Run } from "@/lib/contract";
import { expect, test } from "./fixtures";
import { places } from "./tidemark";

test("the audit shows what was done and what was refused, by filter, and saves it as a file", async ({
  page,
  demo,
}) => {
  const { plain } = await places(demo);
  const planned = await demo.post("/api/groups/demo/plans", { action: "backup", instance: plain });
  const plan = Plan.parse(await planned.json());
  const started = await demo.post("/api/runs", { plan: plan.id, confirm: { accepted: true } });
  const run = Run.parse(await started.json());
  await demo.post("/api/runs", { plan: "no-such-plan" });
  const { origin } = new URL(demo.url);
  await page.goto(`${origin}/`);
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Find group, instance, action").fill("Audit");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/audit$/);

  const row = (text: string | RegExp) => page.getByRole("row").filter({ hasText: text });
  await expect(row("There is no such plan.")).toContainText("Refused");
  await expect(row(/Command sent\s*PSYNC \? -1/)).toBeVisible();
  // Its end comes while the page is open, and is read without a reload.
  await expect(row(/Run ended\s*Backup verified/)).toBeVisible();

  await page.getByRole("button", { name: "Kind: Any kind" }).click();
  await page.getByRole("menuitemradio", { name: "Refused" }).click();
  await expect(page).toHaveURL(/kind=denied/);
  await expect(row(/Command sent/)).toHaveCount(0);
  await page.goto(`${origin}/audit?kind=step-sent&actor=token:tests&range=1h`);
  await expect(row(/Command sent\s*PSYNC \? -1/)).toBeVisible();
  await page.getByRole("button", { name: "Export" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^tidemark-audit-.*Z\.csv$/);
  const [head, ...rows] = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
  expect(head).toBe("n,at,actor,kind,group,instance,run,detail,previous,hash");
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((line) => line.split(",")[3] === "step-sent")).toBe(true);

  await row(/Command sent\s*PSYNC \? -1/)
    .getByRole("link", { name: "Run" })
    .click();
  await expect(page).toHaveURL(new RegExp(`/runs/${run.id}`));
});
