import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, type Page } from "@playwright/test";
import { heapFlags } from "@/server/boot/heap.mjs";
import { packageRoot } from "@/server/package";
import { lineOf } from "./lines";

/** A Tidemark that is served over https, where the tests' own `fetch` trusts nobody: only a browser asks it. */
export interface Secure {
  /** The one-use link that it printed. */
  readonly setUpUrl: string;
  stop(): Promise<void>;
}

/** Starts `serve` with these settings and resolves once it has printed its two lines. */
export async function startSecure(seed: string, env: Record<string, string>): Promise<Secure> {
  const argv = [...heapFlags, join(packageRoot(), "dist/cli.js"), "serve", seed];
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => output.push(line));
  const exited = once(child, "exit");
  const setUpUrl = await lineOf(child, /Make the first one, within a day: (\S+)/).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : error}\n${output.join("\n")}`);
  });
  return {
    setUpUrl,
    async stop() {
      child.kill("SIGINT");
      await exited;
    },
  };
}

/** Of the account that is made. */
export const password = "correct horse battery staple";

/** Makes the first account, ann, and signs the page's browser in, as the page behind the link does. */
export async function setUp(page: Page, publicUrl: string, { setUpUrl }: Secure): Promise<void> {
  expect(setUpUrl.startsWith(`${publicUrl}/setup#`)).toBe(true);
  const answer = await page.context().request.post(`${publicUrl}/api/access/setup`, {
    headers: { origin: new URL(publicUrl).origin },
    data: { token: new URL(setUpUrl).hash.slice(1), name: "ann", password },
  });
  expect(answer.status()).toBe(201);
}

/** What the page asked for beside `publicUrl`, what it was refused, and what its sockets have heard; from now on. */
export function watchTraffic(page: Page, publicUrl: string) {
  const seen = { outside: [] as string[], refused: [] as string[], sockets: 0, ticks: 0 };
  const own = (url: string): boolean => url === publicUrl || /^[/?]/.test(url.slice(publicUrl.length));
  const isOwn = (url: string): boolean => url.startsWith(publicUrl) && own(url);
  page.on("request", (request) => {
    if (request.url().startsWith("http") && !isOwn(request.url())) seen.outside.push(request.url());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) seen.refused.push(`${response.status()} ${response.url()}`);
  });
  page.on("websocket", (socket) => {
    seen.sockets += 1;
    const url = socket.url().replace(/^ws/, "http");
    if (!isOwn(url)) seen.outside.push(url);
    socket.on("framereceived", ({ payload }) => {
      if (String(payload).includes('"tick"')) seen.ticks += 1;
    });
  });
  return seen;
}
