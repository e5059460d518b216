import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { canInstall, installServer } from "./install-server";
import { runTool } from "./run-tool";

/** A server program this machine can start. */
export interface ServerBinary {
  readonly path: string;
  readonly product: "redis" | "valkey";
  readonly version: string;
}

export interface FindOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** False: never installs, only looks. */
  readonly install?: boolean;
  /** Hears one line before an installation, which takes a while. */
  readonly say?: (line: string) => void;
  /** Fires to give up: a Ctrl-C also ends the programs that were asked for their version, which then seem to be missing. */
  readonly signal?: AbortSignal;
}

const names = ["valkey-server", "redis-server"];
const advice =
  "Install one (Debian or Ubuntu: apt-get install redis-server; macOS: brew install redis), or set TIDEMARK_REDIS_SERVER to its path.";

/**
 * A server program: `TIDEMARK_REDIS_SERVER`, else `valkey-server` or `redis-server` on PATH, else one installed
 * with apt where that is possible. `missing` is one line for a person that says how to get one.
 * @throws the signal's reason, once it has fired, instead of calling a program missing or installing one.
 */
export async function findServer(options: FindOptions = {}): Promise<ServerBinary | { missing: string }> {
  const env = options.env ?? process.env;
  const named = env.TIDEMARK_REDIS_SERVER;
  if (named !== undefined && named !== "") {
    return (
      (await askVersion(named)) ?? {
        missing: `TIDEMARK_REDIS_SERVER names ${named}, which does not run as a Redis or Valkey server.`,
      }
    );
  }
  const found = await onPath(env);
  if (found !== null) return found;
  options.signal?.throwIfAborted();
  if (options.install === false || !(await canInstall(env))) {
    return { missing: `No valkey-server or redis-server was found on PATH. ${advice}` };
  }
  options.say?.("No Redis or Valkey server on this machine: installing redis-server with apt.");
  const problem = await installServer(env);
  const installed = problem === null ? await onPath(env) : null;
  return (
    installed ?? {
      missing: `apt could not install redis-server (${problem ?? "it is not on PATH"}). ${advice}`,
    }
  );
}

/** What `path --version` says it is; null where it does not run or is something else. */
export async function askVersion(path: string): Promise<ServerBinary | null> {
  const { code, stdout } = await runTool(path, ["--version"]);
  const match = /^(Redis|Valkey) server v=(\d+\.\d+\.\d+)/m.exec(stdout);
  if (code !== 0 || match?.[2] === undefined) return null;
  return { path, product: match[1] === "Valkey" ? "valkey" : "redis", version: match[2] };
}

async function onPath(env: NodeJS.ProcessEnv): Promise<ServerBinary | null> {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      const runs = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      const binary = runs ? await askVersion(path) : null;
      if (binary !== null) return binary;
    }
  }
  return null;
}
