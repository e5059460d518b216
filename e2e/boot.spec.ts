import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { lineOf } from "./lines";

const root = join(import.meta.dirname, "..");

/** Processes that work below `folder`, as the kernel tells (proc(5)). */
const processesIn = (folder: string): string[] =>
  readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });

/** `npm run demo` in a terminal of its own, with a folder of its own for what it makes. */
function demoIn(folder: string, port = 0): ChildProcess {
  mkdirSync(folder, { recursive: true });
  return spawn("npm", ["run", "demo", "--", "--port", String(port)], {
    cwd: root,
    env: { ...process.env, TMPDIR: folder },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The port of the page, from the ready line. */
const readyAt = (child: ChildProcess): Promise<string> =>
  lineOf(child, /^Tidemark is ready: http:\/\/127\.0\.0\.1:(\d+)/);

/** As a terminal's Ctrl-C does: to the whole group in the foreground. */
async function interrupt(child: ChildProcess, signal: "SIGINT" | "SIGTERM" = "SIGINT"): Promise<void> {
  const gone = once(child, "exit");
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
  if (child.exitCode === null) await gone;
}

test("Ctrl-C leaves no process and no file behind", async ({ browserName: _ }, info) => {
  const folder = info.outputPath("tmp");
  const child = demoIn(folder);
  await readyAt(child);
  expect(processesIn(folder).length).toBeGreaterThanOrEqual(4);
  await interrupt(child);
  await expect.poll(() => processesIn(folder)).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.startsWith("tidemark"))).toEqual([]);
});

test("Ctrl-C during the start leaves no process and no file behind, whenever it comes", async ({
  browserName: _,
}, info) => {
  // From before the first server to just after the ready line; the moments are the input, not a wait for something.
  for (const afterMs of [200, 500, 800, 1100, 1400, 1700, 2000]) {
    const folder = info.outputPath(`tmp-${afterMs}`);
    const child = demoIn(folder);
    await pause(afterMs);
    await interrupt(child);
    await expect.poll(() => processesIn(folder), { message: `after ${afterMs} ms` }).toEqual([]);
    expect(
      readdirSync(folder).filter((name) => name.startsWith("tidemark")),
      `after ${afterMs} ms`,
    ).toEqual([]);
  }
});

test("a terminated demo cleans up as well, and a second one takes another port than the first", async ({
  browserName: _,
}, info) => {
  const demos = ["a", "b"].map((name) => {
    const folder = info.outputPath(name);
    return { folder, child: demoIn(folder, 17_700) };
  });
  const ports = await Promise.all(demos.map(({ child }) => readyAt(child)));
  expect(new Set(ports).size).toBe(2);
  for (const { child, folder } of demos) {
    await interrupt(child, "SIGTERM");
    await expect.poll(() => processesIn(folder)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.startsWith("tidemark"))).toEqual([]);
  }
});
