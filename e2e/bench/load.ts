import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const root = join(import.meta.dirname, "../..");

/** A process of its own that loads servers, so that what it takes is not taken from whoever measures. */
export interface Load {
  readonly process: ChildProcess;
  /** Resolves when it has ended by itself. Rejects when it failed. */
  readonly ended: Promise<void>;
  stop(): void;
}

/**
 * Starts a script of this folder.
 * @param told called with each line it prints, read as JSON
 * @param args after the servers, which come first, as `host:port` with commas
 */
export function startLoad(
  script: string,
  servers: readonly { readonly host: string; readonly port: number }[],
  told: (line: unknown) => void,
  ...args: readonly string[]
): Load {
  const places = servers.map(({ host, port }) => `${host}:${port}`).join(",");
  const argv = ["--import", "tsx", join(import.meta.dirname, script), places, ...args];
  const child = spawn(join(root, "node_modules/.bin/node"), argv, {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).on("line", (line) => told(JSON.parse(line)));
  const ended = once(child, "close").then(([code]) => {
    if (code !== 0) throw new Error(`${script} ended with code ${code}`);
  });
  return { process: child, ended, stop: () => void child.stdin?.end() };
}

/** For the script: the servers it was started for. */
export const placesOf = (text = ""): { host: string; port: number }[] =>
  text.split(",").map((place) => {
    const [host = "", port] = place.split(":");
    return { host, port: Number(port) };
  });
