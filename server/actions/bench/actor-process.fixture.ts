import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { PlanRequest } from "@/lib/contract";
import { waitFor } from "@/server/testing/wait-for";
import type { BenchOptions } from "./bench.fixture";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** The actor in one file, inside the repo so that it finds its packages: it is started many times. */
const file = join(root, "node_modules", ".cache", `tidemark-actor-${process.pid}.mjs`);

export const buildActor = (): Promise<unknown> =>
  build({
    entryPoints: [join(root, "server/actions/bench/actor.fixture.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    tsconfig: join(root, "tsconfig.json"),
  });

export const removeActor = (): void => rmSync(file, { force: true });

export interface ActorOptions {
  readonly bench: BenchOptions;
  readonly request: PlanRequest;
  readonly key?: string | null;
  readonly waits?: boolean;
  /** Where it dies, or with `:stop` stands still. */
  readonly failpoint?: string;
}

export interface Actor {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly lines: () => string[];
  /** Resolves with the signal that ended it; null when it came to its end. */
  readonly ended: Promise<NodeJS.Signals | null>;
  /** Resolves when it stands still at its failpoint. */
  stopped(): Promise<unknown>;
}

export function startActor({ failpoint, ...argument }: ActorOptions): Actor {
  const child = spawn(process.execPath, [file, JSON.stringify(argument)], {
    cwd: root,
    env: {
      ...process.env,
      TIDEMARK_TEST: "1",
      ...(failpoint !== undefined && { TIDEMARK_FAILPOINT: failpoint }),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk;
  });
  return {
    child,
    lines: () => text.split("\n").filter((line) => line !== ""),
    ended: new Promise((resolve) => child.once("close", (_code, signal) => resolve(signal))),
    stopped: () => waitFor("the actor stands still", () => isStopped(child.pid ?? 0), 30_000),
  };
}

/** Whether the kernel says T for the process: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function isStopped(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).startsWith("T");
}
