import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { awaitLife, lives } from "./alive";
import { expect } from "./fixtures";
import { lineOf } from "./lines";

const root = join(import.meta.dirname, "..");

/** A Tidemark at its very first start: nobody has an account, and no token opens it. */
export interface FirstStart {
  readonly origin: string;
  /** The one-use link that it printed for the first account. */
  readonly setUpLink: string;
  /** Ends it as Ctrl-C does; resolves once it is gone. */
  stop(): Promise<void>;
}

/** Starts the built command line on a store that is empty, watching `seed`. */
export async function firstStart(seed: string, dataDir: string): Promise<FirstStart> {
  const child = spawn(
    join(root, "node_modules/.bin/node"),
    [join(root, "dist/cli.js"), "serve", seed, "--port", "0"],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", TIDEMARK_DATA_DIR: dataDir },
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const setUpLink = await lineOf(child, /^There is no account yet\..* (http\S+)$/);
  const exited = once(child, "exit");
  return {
    origin: new URL(setUpLink).origin,
    setUpLink,
    async stop() {
      child.kill("SIGINT");
      await exited;
    },
  };
}

/** A browser of its own, as that of another person. What a refusal puts on its console is no error of the page. */
export async function newBrowser(browser: Browser): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  awaitLife(context);
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  return { context, page };
}

/** Opens a one-use link and sets the password; stays where the second factor is offered. */
export async function setUp(page: Page, link: string, password: string, name?: string): Promise<void> {
  await page.goto(link);
  if (name !== undefined) await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByRole("heading", { name: "Add a second factor" })).toBeVisible();
}

/** Sets the password and goes to the fleet without a second factor. */
export async function joinBy(page: Page, link: string, password: string, name?: string): Promise<void> {
  await setUp(page, link, password, name);
  await page.getByRole("button", { name: "Not now" }).click();
  await page.waitForURL(({ pathname }) => pathname === "/");
  await lives(page);
}

/** The code of an authenticator that has this secret, for the moment. */
export const codeOf = (secret: string, atMs = Date.now()): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(" ", "")) }).generate({ timestamp: atMs });

/** What axe finds of serious kind, on the page or in the dialog over it. */
export async function seriousOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${new URL(page.url()).pathname} ${id}: ${nodes[0]?.html}`);
}

/** How far the page can be scrolled sideways, in pixels. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
