import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { lineOf } from "../lines";
import { type Figure, median } from "./figure";

const WARM_RUNS = 5;

/** How long `npm run demo` takes to its ready line: in a fresh clone (installing and building), and again. */
export async function ready(): Promise<Figure[]> {
  const dir = await mkdtemp(join(tmpdir(), "tidemark-clone-"));
  try {
    await promisify(execFile)("git", ["clone", "--quiet", join(import.meta.dirname, "../.."), dir]);
    const cold = await secondsToReady(dir);
    const warm: number[] = [];
    for (let run = 0; run < WARM_RUNS; run += 1) warm.push(await secondsToReady(dir));
    return [
      { bench: "ready", what: "cold demo (fresh clone)", value: cold, unit: "s", spread: null, bar: 60 },
      {
        bench: "ready",
        what: "warm demo",
        value: median(warm),
        unit: "s",
        spread: [Math.min(...warm), Math.max(...warm)],
        bar: 3,
      },
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function secondsToReady(dir: string): Promise<number> {
  const began = performance.now();
  const child = spawn("npm", ["run", "demo", "--", "--port", "0"], {
    cwd: dir,
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await lineOf(child, /^Tidemark is ready/);
  const seconds = (performance.now() - began) / 1000;
  const gone = once(child, "exit");
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  if (child.exitCode === null) await gone;
  return seconds;
}
