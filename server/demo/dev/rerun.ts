import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { packageRoot } from "@/server/package";

/**
 * Runs a TypeScript program until `signal` fires, anew after each change of the server's code or the domain's.
 * One that crashes is run again after the next change.
 * @returns once it and what watches it are gone.
 */
export async function rerunOnChange(program: readonly string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const tsx = fileURLToPath(import.meta.resolve("tsx/cli"));
  const sources = ["server/**/*.ts", "lib/**/*.ts"].flatMap((glob) => ["--include", glob]);
  // A group of its own: tsx hands each signal on, and one that came from both sides would cut the shutdown short.
  const watch = spawn(process.execPath, [tsx, "watch", "--clear-screen=false", ...sources, ...program], {
    cwd: packageRoot(),
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const gone = once(watch, "exit");
  signal.addEventListener("abort", () => watch.kill("SIGTERM"), { once: true });
  process.once("exit", () => killWhole(watch));
  await gone;
  killWhole(watch);
}

/** Whatever is left of a process group. Also for an exit in haste: a second Ctrl-C, or a fault of our own. */
function killWhole({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing was left.
  }
}
