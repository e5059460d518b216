import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { allWell, inject, runOf, startRun, underWay } from "./runs";
import { places, startTidemark, type Tidemark } from "./tidemark";

/** A demo that waits so long for the target of a handover. */
const waiting = (timeout: string) =>
  test.extend({
    demo: async ({ page }, use) => {
      const demo = await startTidemark(["demo", "--port", "0"], {
        TIDEMARK_ACTIONS_FAILOVER_TIMEOUT: timeout,
      });
      await use(demo);
      await page.close();
      await demo.stop();
    },
  });
/** With time to look at a run that waits for a stopped target. */
const patient = waiting("30s");
const hasty = waiting("2s");

/** Nothing serious for axe in either theme, and no way sideways on a phone. */
async function sound(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
      .analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
  const { width, height } = page.viewportSize() ?? { width: 1440, height: 1000 };
  await page.setViewportSize({ width: 320, height });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width, height });
}

const pageOf = (demo: Tidemark, run: string): string => `${new URL(demo.url).origin}/runs/${run}`;
/** What the page says of the end, in the run's own words. */
const ending = (page: Page, state: string) => page.locator(`[data-ending="${state}"]`);

patient(
  "a run's page counts while it runs, also after a reload, says what Abort would do, and ends with what was measured",
  async ({ page, demo }) => {
    // A browser whose clock is ten minutes late: the run's time is counted by Tidemark's own.
    await page.addInitScript(() => {
      const now = Date.now;
      Date.now = () => now() - 600_000;
    });
    const { primary, middle } = await places(demo);
    const id = await startRun(demo, { action: "promote", instance: middle });
    await underWay(demo, id);
    await inject(demo, "pause", middle);
    await page.goto(pageOf(demo, id));
    const pill = page.getByText(/^Running [\d.]+\s(ms|s)$/);
    await expect(pill).toBeVisible();
    const seconds = async (): Promise<number> => {
      const [, figure = "", unit] = /Running ([\d.]+)\s(ms|s)/.exec((await pill.textContent()) ?? "") ?? [];
      return unit === "ms" ? Number(figure) / 1000 : Number(figure);
    };
    await expect.poll(seconds).toBeGreaterThan(0);
    const first = await seconds();
    await page.reload();
    await expect(pill).toBeVisible();
    await expect.poll(seconds).toBeGreaterThan(first);
    await expect(
      page.getByText(`Abort sends FAILOVER ABORT: ${primary} stays primary and takes writes again.`),
    ).toBeVisible();
    // One try at an ACK lasts 100 ms; the last one has what is left of the stated pause.
    await expect(
      page.getByText(/^Should Tidemark stop here: .* gives up by itself within (0\.1|29|2[89]\.\d|30)\ss/),
    ).toBeVisible();
    await sound(page);
    expect((await runOf(demo, id)).state).toBe("running");

    await page.getByRole("button", { name: "Abort" }).click();
    await expect(ending(page, "unchanged").or(ending(page, "rolled-back"))).toContainText(/Cancelled/);
    await inject(demo, "resume", middle);
    await allWell(demo);

    const again = await startRun(demo, { action: "promote", instance: middle });
    await page.goto(pageOf(demo, again));
    await expect(ending(page, "succeeded")).toContainText(
      new RegExp(`${middle} is primary \\(.*\\)\\. Verified: role, 3 of 3 links, offsets advancing\\.`),
    );
    const figures = page.locator("dl").first();
    await expect(figures).toContainText(/writes paused; stated ≤ 30\ss/);
    await expect(figures).toContainText(
      /3 partial\s*resyncs counted; predicted 3 partial|resyncs counted; predicted 3 partial\s*3 partial/,
    );
    await expect(page.getByText("Redis replied OK.").first()).toBeVisible();
    await expect(page.locator("[data-step-bar]")).toHaveCount((await runOf(demo, again)).steps.length);
    await sound(page);
    await page.getByRole("link", { name: "Charts then" }).click();
    await expect(page).toHaveURL(/\/g\/demo\?from=/);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("demo");
  },
);

hasty(
  "a run applied in part says what to type, and one that is cut off ends as Outcome unknown, never as failed",
  async ({ page, demo }) => {
    test.setTimeout(90_000);
    // As when another process carries it out: nothing of the run is pushed to this page.
    await page.routeWebSocket(/\/live\//, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        if (!message.toString().startsWith('42["run"')) socket.send(message);
      });
    });
    const { primary, middle, plain } = await places(demo);
    const part = await startRun(demo, { action: "promote", instance: middle });
    await underWay(demo, part);
    await inject(demo, "kill", plain);
    await page.goto(pageOf(demo, part));
    // The last step would wait 10 s for whoever was killed.
    await expect(page.getByText("Abort stops the wait for proof: what was sent stands.")).toBeVisible({
      timeout: 20_000,
    });
    await page.getByRole("button", { name: "Abort" }).click();
    await expect(ending(page, "partial")).toContainText(/^Partly applied, step \d of \d/, {
      timeout: 40_000,
    });
    const line = page.getByText(/^redis-cli -h 127\.0\.0\.1 -p \d+ REPLICAOF 127\.0\.0\.1 \d+$/).first();
    await expect(line).toBeVisible();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("listitem").filter({ has: line }).getByRole("button", { name: /^Copy/ }).click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe(await line.textContent());
    await sound(page);
    await inject(demo, "restart", plain);
    await allWell(demo);

    const cut = await startRun(demo, { action: "promote", instance: primary });
    await underWay(demo, cut);
    await inject(demo, "pause", middle);
    await page.goto(pageOf(demo, cut));
    await expect(ending(page, "unknown")).toContainText(
      /Outcome unknown after step 1 of \d+\..*Nothing was rolled back\. Check the roles before retrying\./,
      { timeout: 40_000 },
    );
    await expect(page.getByText(/^Failed/)).toHaveCount(0);
    await expect(page.getByText("Now", { exact: true })).toBeVisible();
    await sound(page);
  },
);
