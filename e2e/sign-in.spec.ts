import type { Locator, Page } from "@playwright/test";
import { seedOf } from "@/server/testing/fleet";
import { startGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { lives } from "./alive";
import { test as base, expect } from "./fixtures";
import {
  codeOf,
  type FirstStart,
  firstStart,
  joinBy,
  newBrowser,
  overflowOf,
  seriousOf,
  setUp,
} from "./newcomers";

const PASSWORD = "correct horse battery";

const test = base.extend<{ house: FirstStart }>({
  house: async ({ page }, use, info) => {
    const [binary] = await serverMatrix();
    if (binary === undefined) throw new Error("there is no server");
    const group = await startGroup({ binary, replicas: 1 });
    const house = await firstStart(seedOf(group.primary), info.outputPath("data"));
    try {
      await use(house);
      // The page goes first: that its server goes away then is no error of the page.
      await page.close();
    } finally {
      await house.stop();
      await group.stop();
    }
  },
});

// To be refused is what these tests are about: a browser notes each refusal on its console.
test.beforeEach(({ allowConsole }) => allowConsole(/\b401\b|\b410\b|HTTP Authentication failed/));

/** Next has an alert of its own on every page, for the names of pages. */
const alert = (page: Page, words: string): Locator => page.getByRole("alert").filter({ hasText: words });

const signIn = async (page: Page, name: string, password: string): Promise<void> => {
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
};

test("R11: nobody is let in before the first account, which the printed link makes once, and which then takes a password and a code", async ({
  page,
  house,
}) => {
  test.setTimeout(90_000);
  const { origin, setUpLink } = house;
  const token = new URL(setUpLink).hash.slice(1);

  // Whatever page is opened first, it says where the link is, and shows nothing else.
  await page.goto(`${origin}/backups`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("No account yet");
  await expect(page.getByText("tidemark setup-link")).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);

  await page.goto(setUpLink);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Make the first account");
  // Neither the address nor the history keeps the link's secret.
  expect(page.url()).toBe(`${origin}/setup`);
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await expect(page.getByText(/^1 to 64 of a-z/)).toBeVisible();
  const password = page.getByRole("textbox", { name: "Password" });
  await expect(password).toHaveAttribute("autocomplete", "new-password");
  await password.fill("too short");
  await expect(page.getByText("At least 12 characters: these are 9.")).toBeVisible();
  await page.getByRole("checkbox", { name: "Show the password" }).check();
  await expect(password).toHaveAttribute("type", "text");
  await page.getByRole("textbox", { name: "Name" }).fill("Ana");
  await password.fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();

  await page.getByRole("button", { name: "Set up an authenticator…" }).click();
  await expect(page.getByRole("img", { name: "QR code of the secret" })).toBeVisible();
  const secret = (await page.getByText(/^([A-Z2-7]{4} ?)+$/).textContent()) ?? "";
  const code = page.getByRole("textbox", { name: "Code" });
  await expect(code).toHaveAttribute("autocomplete", "one-time-code");
  await code.fill(codeOf(secret));
  await page.getByRole("button", { name: "Turn it on" }).click();
  const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes.first()).toHaveText(/^[a-z2-7]{5}-[a-z2-7]{5}$/);
  const recovery = await codes.allTextContents();
  expect(new Set(recovery).size).toBeGreaterThanOrEqual(8);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toBe("tidemark-recovery-codes.txt");
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByRole("button", { name: "Open Tidemark" }).click();
  await lives(page);
  await expect(page.getByRole("row", { name: /127/ })).toContainText("Online");

  await page.getByRole("button", { name: "Account of ana" }).click();
  await expect(page.getByRole("menu")).toContainText("Admin of all groups");
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL(`${origin}/login`);

  // The link was used: it opens nothing any more, and says what does.
  await page.goto(`${origin}/setup#${token}`);
  await expect(alert(page, "This link no longer works")).toBeVisible();

  await page.goto(`${origin}/backups?state=verified`);
  await page.waitForURL(/\/login\?to=/);
  await signIn(page, "ana", "not her password");
  await expect(alert(page, "The name or the password is wrong.")).toBeVisible();
  await signIn(page, "ana", PASSWORD);
  await expect(code).toBeFocused();
  await code.fill("000000");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(alert(page, "That did not work")).toBeVisible();
  await code.fill(recovery[0]?.toUpperCase() ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  // Back to where one was, with the query.
  await page.waitForURL(`${origin}/backups?state=verified`);
  await lives(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Backups");
});

test("one's own password and second factor are changed on the account's page, and a session that is ended shows the sign-in elsewhere", async ({
  page,
  house,
  browser,
}) => {
  test.setTimeout(90_000);
  const { origin, setUpLink } = house;
  await joinBy(page, setUpLink, PASSWORD, "ana");
  const other = await newBrowser(browser);
  await other.page.goto(`${origin}/login?to=${encodeURIComponent("/timeline?type=fault-injected")}`);
  await signIn(other.page, "ana", PASSWORD);
  await other.page.waitForURL(`${origin}/timeline?type=fault-injected`);
  await lives(other.page);

  await page.goto(`${origin}/account`);
  const sessions = page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
  await expect(sessions).toHaveCount(2);
  await sessions.filter({ hasNotText: "this browser" }).getByRole("button", { name: /^End/ }).click();
  await expect(sessions).toHaveCount(1);
  // It is told at once, comes back to where it was, and is no server that is away.
  await other.page.waitForURL(`${origin}/login?to=%2Ftimeline%3Ftype%3Dfault-injected`, { timeout: 5_000 });
  await expect(other.page.getByText(/Stale/)).toHaveCount(0);

  await page.getByRole("textbox", { name: "Current password" }).fill("not that one");
  await page.getByRole("textbox", { name: "New password" }).fill("a wholly new one");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(alert(page, "That did not work")).toBeVisible();
  await page.getByRole("textbox", { name: "Current password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText(/^Password changed/)).toBeVisible();
  await signIn(other.page, "ana", PASSWORD);
  await expect(alert(other.page, "The name or the password is wrong.")).toBeVisible();
  await signIn(other.page, "ana", "a wholly new one");
  await other.page.waitForURL(/\/timeline/);
  await other.context.close();

  await page.getByRole("button", { name: "Set up an authenticator…" }).click();
  const secret = (await page.getByText(/^([A-Z2-7]{4} ?)+$/).textContent()) ?? "";
  await page.getByRole("textbox", { name: "Code" }).fill(codeOf(secret));
  await page.getByRole("button", { name: "Turn it on" }).click();
  const recovery = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").first();
  await expect(recovery).toHaveText(/^[a-z2-7]{5}-/);
  const first = (await recovery.textContent()) ?? "";
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByRole("button", { name: "Take it away…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Password" }).fill("a wholly new one");
  await dialog.getByRole("textbox", { name: "Code" }).fill(first);
  await dialog.getByRole("button", { name: "Take it away" }).click();
  await expect(page.getByRole("button", { name: "Set up an authenticator…" })).toBeVisible();
});

test("axe finds nothing serious where one signs in, sets up and looks after people, in either theme, and nothing scrolls sideways", async ({
  page,
  house,
}) => {
  test.setTimeout(90_000);
  const { origin, setUpLink } = house;
  const titles = new Set<string>();
  const sound = async (): Promise<void> => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await seriousOf(page)).toEqual([]);
    }
    titles.add(await page.title());
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await overflowOf(page), page.url()).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 1000 });
  };
  await page.goto(setUpLink);
  await page.getByRole("button", { name: "Make the account" }).click();
  await sound();
  await setUp(page, setUpLink, PASSWORD, "ana");
  await page.getByRole("button", { name: "Set up an authenticator…" }).click();
  await expect(page.getByRole("img", { name: "QR code of the secret" })).toBeVisible();
  await sound();
  await page.goto(`${origin}/account`);
  await expect(page.getByRole("list", { name: "Sessions" })).toBeVisible();
  await sound();
  await page.goto(`${origin}/access`);
  await expect(page.getByRole("row", { name: /ana/ })).toBeVisible();
  await sound();
  await page.getByRole("button", { name: "Add a person…" }).click();
  await page.getByRole("combobox", { name: "A role for one group" }).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Add and show the link" }).click();
  await sound();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Tokens" }).click();
  await page.getByRole("button", { name: "Add a token…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("nightly-report");
  await page.getByRole("button", { name: "Add and show the token" }).click();
  await expect(page.getByRole("status", { name: "Token" })).toHaveText(/^tdm_/);
  await sound();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: /nightly-report/ })).toContainText("never");
  await sound();
  await page.getByRole("button", { name: "Account of ana" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL(`${origin}/login`);
  await lives(page);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Locked out?").click();
  await sound();
  expect([...titles].sort()).toEqual([
    "Account · Tidemark",
    "People & tokens · Tidemark",
    "Set up · Tidemark",
    "Sign in · Tidemark",
  ]);
});
