import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { tokenVariable } from "./access";
import { lineOf } from "./lines";

export interface NpmRun {
  readonly script: "demo" | "dev";
  /** Its TMPDIR: what it makes is in there, and its processes are known by it. */
  readonly folder: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Where the sources are. Default: here. */
  readonly house?: string;
}

/** `npm run` in a terminal of its own. */
export function npmRun({
  script,
  folder,
  port = 0,
  house = join(import.meta.dirname, ".."),
}: NpmRun): ChildProcess {
  mkdirSync(folder, { recursive: true });
  return spawn("npm", ["run", script, "--", "--port", String(port)], {
    cwd: house,
    env: { ...process.env, ...tokenVariable, TMPDIR: folder },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** The port of the page, from the ready line. */
export const readyAt = (child: ChildProcess): Promise<string> =>
  lineOf(child, /^Tidemark is ready: http:\/\/127\.0\.0\.1:(\d+)/);

/** Processes that were started with `folder` as TMPDIR or work in it, as the kernel tells (proc(5)). */
export const processesIn = (folder: string): string[] =>
  readdirSync("/proc").filter((pid) => {
    try {
      return (
        /^\d+$/.test(pid) &&
        // Redis writes its title over its environment; its working folder is its own.
        (readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) ||
          readFileSync(`/proc/${pid}/environ`, "latin1").includes(`TMPDIR=${folder}\0`))
      );
    } catch {
      return false;
    }
  });

/** As a terminal's Ctrl-C does: to the whole group in the foreground; or to npm alone, as a supervisor does. */
export async function interrupt(
  child: ChildProcess,
  signal: "SIGINT" | "SIGTERM" = "SIGINT",
  to: "group" | "npm" = "group",
): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  process.kill(to === "group" ? -child.pid : child.pid, signal);
  await gone;
}

/** Fails unless every process is gone, and every file of ours. */
export async function expectNothingLeft(folder: string, when = "at the end"): Promise<void> {
  await expect.poll(() => processesIn(folder), { message: when }).toEqual([]);
  expect(
    readdirSync(folder).filter((name) => name.startsWith("tidemark")),
    when,
  ).toEqual([]);
}
