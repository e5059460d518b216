import type { Locator, Page } from "@playwright/test";
import Database from "better-sqlite3";
import { idAt, seedOf } from "@/server/testing/fleet";
import { startGroup, type TestGroup } from "@/server/testing/group";
import { serverMatrix } from "@/server/testing/versions";
import { lives } from "./alive";
import { test as base, expect } from "./fixtures";
import { type FirstStart, firstStart, joinBy, newBrowser, seriousOf } from "./newcomers";

interface House extends FirstStart {
  readonly servers: TestGroup;
  readonly dataDir: string;
  /** Of the group that is watched. */
  readonly groupName: string;
  /** The path of its page. */
  readonly groupPath: string;
}

const test = base.extend<{ house: House }>({
  house: async ({ page, browser }, use, info) => {
    const [binary] = await serverMatrix();
    if (binary === undefined) throw new Error("there is no server");
    const servers = await startGroup({ binary, replicas: 1 });
    const dataDir = info.outputPath("data");
    const first = await firstStart(seedOf(servers.primary), dataDir);
    const groupName = idAt(servers.primary).replace(":", "-");
    const groupPath = `/g/${groupName}`;
    try {
      await use({ ...first, servers, dataDir, groupName, groupPath });
      // The pages go first: that their server goes away then is no error of theirs.
      for (const context of browser.contexts()) for (const each of context.pages()) await each.close();
      await page.close();
    } finally {
      await first.stop();
      await servers.stop();
    }
  },
});

// To be refused is what these tests are about: a browser notes each refusal on its console.
test.beforeEach(({ allowConsole }) =>
  allowConsole(/\b401\b|\b403\b|\b404\b|\b409\b|HTTP Authentication failed/),
);

/** Invites somebody from the admin's page and gives the link, which is shown this once. */
async function invite(admin: Page, origin: string, name: string, role: string | null): Promise<string> {
  await admin.goto(`${origin}/access`);
  await admin.getByRole("button", { name: "Add a person…" }).click();
  await admin.getByRole("textbox", { name: "Name" }).fill(name);
  await admin.getByRole("combobox", { name: "For all groups" }).selectOption(role ?? "none");
  if (role === null) {
    await admin.getByRole("combobox", { name: "A role for one group" }).selectOption({ index: 1 });
  }
  await admin.getByRole("button", { name: "Add and show the link" }).click();
  const link = await admin.getByRole("status", { name: "Link" }).textContent();
  await admin.getByRole("button", { name: "Done" }).click();
  await expect(admin.getByRole("row", { name: new RegExp(name) })).toContainText("Invited");
  await expect(admin.getByText(link ?? "")).toHaveCount(0);
  return link ?? "";
}

/** Chooses an entry of a person's menu. */
async function choose(admin: Page, name: string, entry: RegExp): Promise<Locator> {
  await admin.getByRole("button", { name: `Actions for ${name}` }).click();
  await admin.getByRole("menuitem", { name: entry }).click();
  return admin.getByRole("dialog");
}

/** Takes every grant away, which the page's own form refuses, as a program may. */
const giveNothing = (admin: Page, name: string): Promise<void> =>
  admin.evaluate(async (wanted) => {
    const { users }: { users: { id: string; name: string }[] } = await (await fetch("/api/users")).json();
    const id = users.find((user) => user.name === wanted)?.id;
    const answer = await fetch(`/api/users/${id}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ grants: { all: null, groups: {} } }),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }, name);

test("an invited operator acts; made a viewer, their page follows within 2 s and says why; disabled, it asks to sign in", async ({
  page: admin,
  house,
  browser,
}) => {
  test.setTimeout(120_000);
  const { origin, setUpLink, groupName, groupPath } = house;
  await joinBy(admin, setUpLink, "correct horse battery", "ana");
  const link = await invite(admin, origin, "ben", null);

  const { page: ben } = await newBrowser(browser);
  await ben.goto(link);
  await expect(ben.getByRole("textbox", { name: "Name" })).toHaveValue("ben");
  await joinBy(ben, link, "another long password");
  await expect(ben.getByRole("button", { name: "Add group" })).toHaveAttribute("aria-disabled", "true");
  await ben.goto(`${origin}${groupPath}`);
  await ben.getByRole("button", { name: "Promote…" }).first().click();
  const dialog = ben.getByRole("dialog");
  const run = dialog.getByRole("button", { name: /^Promote 127/ });
  await expect(run).toBeEnabled();
  await expect(run).not.toHaveAttribute("aria-disabled", "true");
  await run.click();
  await expect(dialog.getByText("Succeeded").first()).toBeVisible({ timeout: 30_000 });
  await dialog.getByRole("button", { name: "Done" }).click();

  await admin.goto(`${origin}/access?sort=-name`);
  const role = await choose(admin, "ben", /^Change role/);
  await role.getByRole("combobox", { name: /^Role for/ }).selectOption("viewer");
  await role.getByRole("button", { name: "Change the role" }).click();
  const reason = `Operators may do this; you are a viewer of ${groupName}.`;
  const promote = ben.getByRole("button", { name: "Promote…" }).first();
  await expect(promote).toHaveAttribute("aria-description", reason, { timeout: 2_000 });
  await expect(promote).toHaveAttribute("aria-disabled", "true");
  await expect(admin.getByRole("row", { name: /ben/ })).toContainText("Viewer of");

  // Without any role the group is gone from the page, which says so.
  const none = await choose(admin, "ben", /^Change role/);
  await none.getByRole("button", { name: /^No role of its own/ }).click();
  await none.getByRole("button", { name: "Change the role" }).click();
  await expect(none.getByText(/^Choose a role, for all groups or for one/)).toBeVisible();
  await none.getByRole("button", { name: "Cancel" }).click();

  await giveNothing(admin, "ben");
  await expect(ben.getByText("or you have no role in it")).toBeVisible({ timeout: 2_000 });
  await ben.getByRole("link", { name: "Tidemark, fleet" }).click();
  await expect(ben.getByText("You have no role in any group that is watched")).toBeVisible();
  await ben.goBack();

  const disable = await choose(admin, "ben", /^Disable/);
  await disable.getByRole("button", { name: "Disable ben" }).click();
  // Told within 2 s as well; the other page has to come, too.
  await ben.waitForURL(`${origin}/login?to=${encodeURIComponent(groupPath)}`, { timeout: 5_000 });
  await expect(admin.getByRole("row", { name: /ben/ })).toContainText("Disabled");
  await ben.getByRole("textbox", { name: "Name" }).fill("ben");
  await ben.getByRole("textbox", { name: "Password" }).fill("another long password");
  await ben.getByRole("button", { name: "Sign in" }).click();
  await expect(ben.getByRole("alert").filter({ hasText: "That did not work" })).toBeVisible();

  const enable = await choose(admin, "ben", /^Enable/);
  await enable.getByRole("button", { name: "Enable ben" }).click();
  await expect(admin.getByRole("row", { name: /ben/ })).toContainText("Active");
  await ben.getByRole("button", { name: "Sign in" }).click();
  await ben.waitForURL(`${origin}${groupPath}`);
  await lives(ben);
  await ben.getByRole("button", { name: "Account of ben" }).click();
  await ben.getByRole("menuitem", { name: "Sign out" }).click();
  await ben.waitForURL(`${origin}/login`);

  // The last admin stays one, and the dialog says why.
  const last = await choose(admin, "ana", /^Remove/);
  await last.getByRole("button", { name: "Remove ana" }).click();
  await expect(last.getByRole("alert")).toContainText("last account that is an admin");
  await last.getByRole("button", { name: "Cancel" }).click();
  const gone = await choose(admin, "ben", /^Remove/);
  await gone.getByRole("button", { name: "Remove ben" }).click();
  await expect(admin.getByRole("row", { name: /ben/ })).toHaveCount(0);
});

test("to a viewer everything is shown and what acts says why it does not: buttons, handles, menus, keys and pages", async ({
  page: admin,
  house,
  browser,
}) => {
  test.setTimeout(120_000);
  const { origin, setUpLink, groupName, groupPath, servers } = house;
  await joinBy(admin, setUpLink, "correct horse battery", "ana");
  const link = await invite(admin, origin, "dora", "viewer");
  const { page: dora } = await newBrowser(browser);
  await joinBy(dora, link, "a viewer's password");
  const asked: string[] = [];
  dora.on("request", (request) => {
    if (request.method() !== "GET") asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  const says = `Operators may do this; you are a viewer of ${groupName}.`;

  await dora.getByRole("button", { name: /^More for/ }).click();
  await expect(dora.getByRole("menuitem", { name: /^Stop watching/ })).toContainText(
    "Admins may do this; you are a viewer.",
  );
  await dora.keyboard.press("Escape");

  await dora.goto(`${origin}${groupPath}`);
  const replica = servers.replicas[0];
  if (replica === undefined) throw new Error("the group has no replica");
  const card = dora.locator(`article[data-instance="${idAt(replica)}"]`);
  await expect(card).toHaveAttribute("data-state", "online");
  for (const button of ["Back up", "Promote…"])
    await expect(dora.getByRole("button", { name: button }).first()).toHaveAttribute(
      "aria-description",
      says,
    );
  await card.getByRole("button", { name: /^Actions for/ }).click();
  await expect(dora.getByRole("menuitem", { name: /^Detach/ })).toContainText(says);
  await expect(dora.getByRole("menuitem", { name: "What if it dies…" })).not.toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await dora.keyboard.press("Escape");
  const grip = card.locator(".flow-grip");
  await expect(grip).toHaveAttribute("title", says);
  await expect(grip).not.toHaveClass(/\bconnectable\b/);

  await card.click();
  await dora.keyboard.press("d");
  await expect(dora.getByText(says).first()).toBeVisible();
  await expect(dora.getByRole("dialog")).toHaveCount(0);

  await dora.keyboard.press("Control+k");
  await dora.getByPlaceholder("Find group, instance, action").fill("promote");
  await expect(dora.getByRole("option", { name: /^Promote/ }).first()).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await dora.getByPlaceholder("Find group, instance, action").fill("people");
  await expect(dora.getByRole("option")).toHaveCount(0);
  await dora.keyboard.press("Escape");

  await dora.goto(`${origin}/backups`);
  await expect(dora.getByRole("button", { name: "Back up…" })).toHaveAttribute("aria-description", says);
  for (const path of ["/audit", "/access"]) {
    await dora.goto(`${origin}${path}`);
    await expect(dora.getByText("This page is for admins")).toBeVisible();
  }
  // What is withheld is not even asked for.
  expect(asked).toEqual([]);
});

/** Lets the last proof of who somebody is grow old, in the store of a Tidemark that runs. */
function sixMinutesLater(dataDir: string): void {
  const store = new Database(`${dataDir}/tidemark.db`);
  store.prepare("UPDATE sessions SET confirmed_ms = confirmed_ms - 360000").run();
  store.close();
}

test("R20: a dangerous run asks for the password when the sign-in is old, keeps the plan, and sends the same request again", async ({
  page,
  house,
}) => {
  test.setTimeout(90_000);
  const { origin, setUpLink, groupPath, servers, dataDir } = house;
  await joinBy(page, setUpLink, "correct horse battery", "ana");
  await page.goto(`${origin}${groupPath}`);
  const replica = servers.replicas[0];
  if (replica === undefined) throw new Error("the group has no replica");
  await expect(page.locator(`article[data-instance="${idAt(replica)}"]`)).toHaveAttribute(
    "data-state",
    "online",
  );
  await servers.primary.stop();
  await expect(page.locator(`article[data-instance="${idAt(servers.primary)}"]`)).toHaveAttribute(
    "data-state",
    "unreachable",
  );
  sixMinutesLater(dataDir);

  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === "/api/runs")
      sent.push(`${request.headers()["idempotency-key"]} ${request.postData()}`);
  });
  await page.getByRole("button", { name: "Promote…" }).first().click();
  const dialog = page.getByRole("dialog");
  const confirmation = dialog.getByRole("region", { name: "Confirmation" });
  await confirmation.getByRole("checkbox").check();
  const typed = confirmation.getByRole("textbox");
  await typed.fill((await confirmation.locator("b").textContent()) ?? "");
  await dialog.getByRole("button", { name: /^(Promote|Force) 127/ }).click();

  const again = dialog.getByRole("region", { name: "Confirm that it is you" });
  await expect(again).toContainText("Nothing was sent.");
  await expect(again.getByRole("textbox", { name: "Password" })).toBeFocused();
  expect(await seriousOf(page)).toEqual([]);
  await again.getByRole("textbox", { name: "Password" }).fill("not her password");
  await page.keyboard.press("Enter");
  await expect(again.getByRole("alert")).toBeVisible();
  // The plan and what was consented to are still there.
  await expect(confirmation.getByRole("checkbox")).toBeChecked();
  await again.getByRole("textbox", { name: "Password" }).fill("correct horse battery");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("Succeeded").first()).toBeVisible({ timeout: 30_000 });
  expect(sent).toHaveLength(2);
  expect(sent[1]).toBe(sent[0]);

  // So does a dialog about people: what was typed into it stays, and goes on.
  sixMinutesLater(dataDir);
  await page.goto(`${origin}/access`);
  await page.getByRole("button", { name: "Add a person…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("ben");
  await page.getByRole("button", { name: "Add and show the link" }).click();
  await again.getByRole("textbox", { name: "Password" }).fill("correct horse battery");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status", { name: "Link" })).toHaveText(/\/setup#/);
});
