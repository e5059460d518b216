import AxeBuilder from "@axe-core/playwright";
import { Plan, Run } from "@/lib/contract";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places, type Tidemark } from "./tidemark";

/** Backs an instance up and gives the run's id. */
async function backUp(demo: Tidemark, instance: string): Promise<string> {
  const planned = await demo.post("/api/groups/demo/plans", { action: "backup", instance });
  const plan = Plan.parse(await planned.json());
  const started = await demo.post("/api/runs", { plan: plan.id, confirm: { accepted: true } });
  return Run.parse(await started.json()).id;
}

for (const colorScheme of ["light", "dark"] as const)
  test(`axe finds nothing serious on any page, ${colorScheme}`, async ({ page, demo, allowConsole }) => {
    test.setTimeout(120_000);
    allowConsole(/404/);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { plain } = await places(demo);
    const { origin } = new URL(demo.url);
    const paths = [
      "/",
      "/g/demo",
      "/g/demo?view=table",
      "/g/demo?view=lineage",
      `/i/${encodeURIComponent(plain)}`,
      "/runs",
      "/backups",
      "/timeline",
      "/lab",
      "/audit",
      "/guide?group=demo",
      `/runs/${await backUp(demo, plain)}`,
      "/nowhere",
    ];
    const titles = new Set<string>();
    for (const path of paths) {
      await page.goto(`${origin}${path}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      // What is filled in by hand stands still.
      if (!["/nowhere", "/guide?group=demo"].includes(path))
        await expect(page.getByText(/Live/).first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
        .analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
      titles.add(await page.title());
    }
    expect(titles.size).toBe(new Set(paths.map((path) => path.split("?")[0])).size);
  });

test("no page scrolls sideways on a phone 320 wide", async ({ page, demo }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  const { origin } = new URL(demo.url);
  for (const path of [
    "/",
    "/g/demo",
    "/g/demo?view=lineage",
    "/runs",
    "/backups",
    "/timeline",
    "/lab",
    "/audit",
    "/guide?group=demo",
  ]) {
    await page.goto(`${origin}${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});

/** What an answer of a page says of itself; a nonce is `N`. */
const policy =
  "default-src 'self'; script-src 'self' 'nonce-N' 'strict-dynamic'; style-src 'self' 'nonce-N' " +
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='; " +
  "style-src-attr 'unsafe-inline'; " +
  "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; " +
  "frame-ancestors 'none'";
const onEverything = {
  "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), publickey-credentials-get=(), serial=(), usb=()",
};

test("R12: every page comes with a policy that runs nothing without its nonce, and every answer keeps to itself", async ({
  demo,
}) => {
  const { origin } = demo;
  const nonces = new Set<string>();
  const pages = [
    "/",
    "/g/demo",
    "/i/x",
    "/runs",
    "/runs/x",
    "/backups",
    "/timeline",
    "/lab",
    "/lab/x",
    "/lab/compare",
    "/audit",
    "/login",
    "/setup",
    "/account",
    "/access",
    "/confirmed",
    "/nowhere",
  ];
  for (const path of pages) {
    const response = await fetch(`${origin}${path}`);
    const headers = Object.fromEntries(response.headers);
    const [, nonce = "none"] = /'nonce-([^']+)'/.exec(headers["content-security-policy"] ?? "") ?? [];
    nonces.add(nonce);
    expect(headers["content-security-policy"]?.replaceAll(nonce, "N"), path).toBe(policy);
    expect(headers, path).toMatchObject({
      ...onEverything,
      "referrer-policy": "same-origin",
      "x-frame-options": "DENY",
    });
    const tags = (await response.text()).match(/<(script|style)\b[^>]*>/g) ?? [];
    expect(tags.length).toBeGreaterThan(0);
    expect(
      tags.filter((tag) => !tag.includes(`nonce="${nonce}"`)),
      path,
    ).toEqual([]);
  }
  expect(nonces.size).toBe(pages.length);
  for (const path of ["/theme.js", "/icon.svg", "/_next/static/none.js"])
    expect(Object.fromEntries((await fetch(`${origin}${path}`)).headers), path).toMatchObject(onEverything);
  for (const path of ["/api/health", "/api/groups", "/api/none", "/metrics"])
    expect(Object.fromEntries((await fetch(`${origin}${path}`)).headers), path).toMatchObject({
      ...onEverything,
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    });
});

test("the fleet lists the group, its filter lives in the URL, and a row opens the group", async ({
  page,
  demo,
}) => {
  const { origin } = new URL(demo.url);
  await page.goto(`${origin}/`);
  const row = page.getByRole("row", { name: /demo/ });
  await expect(row).toContainText("Online");
  await page
    .getByRole("searchbox")
    .or(page.getByPlaceholder(/filter/i))
    .first()
    .fill("state:lagging");
  await expect(row).toHaveCount(0);
  await expect(page).toHaveURL(/q=state/);
  await page.goto(`${origin}/?q=demo`);
  await page.getByRole("link", { name: "demo" }).first().click();
  await expect(page).toHaveURL(/\/g\/demo/);
});

test("the instance page shows its settings and its raw INFO", async ({ page, demo }) => {
  const { plain } = await places(demo);
  await page.goto(`${new URL(demo.url).origin}/i/${encodeURIComponent(plain)}`);
  await page.getByRole("tab", { name: /config/i }).click();
  await expect(page.getByText("repl-backlog-size").first()).toBeVisible();
  await page.getByRole("tab", { name: /raw info/i }).click();
  await expect(page.getByText("master_replid").first()).toBeVisible();
  // No heartbeat is written unless somebody asks for it.
  await expect(page.getByText("heartbeat")).toHaveCount(0);
});

test("no animation runs where less motion is wanted", async ({ page, demo }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await new Board(page, demo).open();
  const running = await page.evaluate(
    () =>
      document
        .getAnimations()
        .filter(
          ({ playState, effect }) => playState === "running" && Number(effect?.getTiming().duration) > 1,
        ).length,
  );
  expect(running).toBe(0);
});
