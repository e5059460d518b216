import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run, Stop } from "./common.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

const onPath = () =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));

async function playwrightsOwn() {
  const { chromium } = await import("@playwright/test");
  const file = chromium.executablePath();
  return file && existsSync(file) ? file : undefined;
}

const isDebian = () => {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
};

/** Where a Chromium is: TIDEMARK_CHROMIUM, Playwright's own, the system's, else installed with apt. */
export async function findChromium() {
  const named = process.env.TIDEMARK_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Stop(`TIDEMARK_CHROMIUM names ${named}, which does not exist.`);
  }
  const found = (await playwrightsOwn()) ?? onPath();
  if (found) return found;
  if (isDebian() && process.getuid?.() === 0) {
    process.stdout.write("Installing Chromium with apt …\n");
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update", "-qq"], { quiet: true, env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      quiet: true,
      env,
    });
    const installed = onPath();
    if (installed) return installed;
  }
  throw new Stop(
    "No Chromium was found: install it (Debian: apt-get install chromium), or name one in TIDEMARK_CHROMIUM.",
  );
}
