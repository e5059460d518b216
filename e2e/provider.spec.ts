import type { BrowserContext } from "@playwright/test";
import { freePort } from "@/server/local";
import { LOOPBACK } from "@/server/testing/listen";
import { clientId, type Person, startProvider, type TestProvider } from "@/server/testing/oidc-provider";
import { Board } from "./board";
import { expect, test } from "./fixtures";
import { places, startTidemark, type Tidemark } from "./tidemark";

const anna: Person = { subject: "1", claims: { preferred_username: "anna", groups: ["on-call"] } };

let provider: TestProvider;
let tidemark: Tidemark;
/** A browser that nobody has signed in with. */
let stranger: BrowserContext;

test.beforeEach(async ({ browser }) => {
  const port = await freePort(LOOPBACK);
  provider = await startProvider({ redirectUri: `http://${LOOPBACK}:${port}/api/access/oidc/callback` });
  provider.person = anna;
  tidemark = await startTidemark(["demo", "--port", String(port)], {
    TIDEMARK_ACCESS_OIDC_ISSUER: provider.issuer,
    TIDEMARK_ACCESS_OIDC_CLIENT_ID: clientId,
    TIDEMARK_ACCESS_OIDC_CLIENT_SECRET: "provider-secret",
    TIDEMARK_ACCESS_OIDC_LABEL: "Company login",
    TIDEMARK_ACCESS_OIDC_GRANTS: "[{ value: on-call, role: operator }]",
  });
  stranger = await browser.newContext();
});
test.afterEach(async () => {
  await stranger.close();
  await tidemark.stop();
  await provider.close();
});

test("somebody signs in by the provider, acts, confirms there what is dangerous, and signs out", async () => {
  // Signed in at the provider since this morning: they come through at once, and proved who they are long ago.
  provider.signedInAt = Math.floor(Date.now() / 1000) - 4 * 3_600;
  const page = await stranger.newPage();
  await page.goto(tidemark.url);
  await page.getByRole("link", { name: "Company login" }).click();
  await expect(page).toHaveURL(tidemark.url);
  const board = new Board(page, tidemark);
  const { primary, plain } = await places(tidemark);
  await expect(board.card(primary)).toBeVisible();

  await board.fault("kill", primary);
  await expect(board.card(primary)).toHaveAttribute("data-state", "unreachable");
  await board.choose(plain, /^Promote/);
  await board.confirmation.getByRole("checkbox").check();
  await board.confirmation.getByRole("textbox").fill("demo");
  await board.execute(/^Force 127/);
  const confirm = board.dialog.getByRole("region", { name: "Confirm that it is you" });
  const link = confirm.getByRole("link", { name: "Confirm with Company login" });

  // The provider lets them through on their old sign-in: that confirms nothing.
  const refused = stranger.waitForEvent("page");
  await link.click();
  await expect((await refused).getByText("The provider did not have you sign in anew")).toBeVisible();
  await (await refused).close();

  provider.signedInAt = null;
  const confirmed = stranger.waitForEvent("page");
  await link.click();
  await expect((await confirmed).getByRole("heading", { name: "It is you" })).toBeVisible();
  await (await confirmed).close();
  // A browser without a window tells no page that it has the focus again.
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await board.ended("Succeeded");
  await board.dialog.getByRole("button", { name: "Done" }).click();

  await page.getByRole("button", { name: "Account of anna" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("link", { name: "Company login" })).toBeVisible();
});

test("why nobody is let in is said on the page, and one can try again from there", async () => {
  const page = await stranger.newPage();
  provider.person = { subject: "2", claims: { preferred_username: "ben", groups: ["staff"] } };
  await page.goto(`${tidemark.origin}/api/access/oidc/start?to=/backups`);
  const told = page.locator("section").getByRole("alert");
  await expect(told).toContainText("Nothing here is open to you");

  provider.person = anna;
  provider.down.add("/token");
  await page.getByRole("link", { name: "Company login" }).click();
  await expect(told).toContainText("The sign-in provider cannot be asked");
  provider.down.clear();
  await page.getByRole("link", { name: "Company login" }).click();
  await expect(page).toHaveURL(`${tidemark.origin}/backups`);

  await page.goto(`${tidemark.origin}/confirmed?problem=%3Cb%3Enonsense`);
  await expect(told).toContainText("The sign-in by the provider did not come about");
  await expect(told).not.toContainText("nonsense");
});
