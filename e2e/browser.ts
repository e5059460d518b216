import type { LaunchOptions } from "@playwright/test";

/** Chromium as the end-to-end tests start it: kept from looking anything up by itself. */
export const launchOptions: LaunchOptions = {
  ...(process.env.TIDEMARK_CHROMIUM ? { executablePath: process.env.TIDEMARK_CHROMIUM } : {}),
  args: [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
