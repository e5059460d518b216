import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Group } from "@/lib/contract";
import { heapFlags } from "@/server/boot/heap.mjs";
import { askApi, enter, makeAdmin, tokenVariable } from "./access";
import { lineOf } from "./lines";

const root = join(import.meta.dirname, "..");

/** A running `tidemark` process and what it told its user. */
export interface Tidemark {
  readonly url: string;
  readonly process: ChildProcess;
  /** Where it is served, without a path. */
  readonly origin: string;
  /** The group as the API gives it now. */
  group(id?: string): Promise<Group>;
  /** POST as the page would: JSON, with the page's own Origin. */
  post(path: string, body: unknown): Promise<Response>;
  /** Ends it as Ctrl-C does; resolves once it is gone. */
  stop(): Promise<void>;
}

/** Starts the built command line and resolves at its ready line. Rejects with its output when it ends before. */
export async function startTidemark(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Tidemark> {
  const argv = [...heapFlags, join(root, "dist/cli.js"), ...args];
  const child = spawn(join(root, "node_modules/.bin/node"), argv, {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", ...tokenVariable, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => output.push(line));
  const link = await lineOf(child, /^Tidemark is ready: (\S+)/).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : error}\n${output.join("\n")}`);
  });
  return tidemarkAt(link, child);
}

/**
 * A Tidemark that is ready, by the link it printed, and the process that ends it. Pages that the fixtures open are signed in there, as
 * whom the demo's link signs in or as an admin of their own.
 */
export async function tidemarkAt(link: string, child: ChildProcess): Promise<Tidemark> {
  const { origin, pathname, searchParams } = new URL(link);
  const exited = once(child, "exit");
  await (pathname === "/enter" ? enter(link) : makeAdmin(origin));
  return {
    url: pathname === "/enter" ? `${origin}${searchParams.get("to") ?? "/"}` : link,
    origin,
    process: child,
    async group(id = "demo") {
      const response = await askApi(`${origin}/api/groups/${id}`);
      return Group.parse(await response.json());
    },
    post: (path, body) =>
      askApi(`${origin}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    async stop() {
      child.kill("SIGINT");
      await exited;
    },
  };
}

/** The ids of the demo's instances by their place in the group. */
export async function places(
  tidemark: Tidemark,
): Promise<{ primary: string; middle: string; plain: string; leaf: string }> {
  const { instances } = await tidemark.group();
  const at = (what: string, found: Group["instances"][number] | undefined): string => {
    if (found === undefined) throw new Error(`the demo has no ${what}`);
    return found.id;
  };
  const primary = at(
    "primary",
    instances.find((one) => one.role === "primary"),
  );
  const middle = at(
    "replica with a replica",
    instances.find((one) => one.upstream === primary && one.replicas.length > 0),
  );
  const plain = at(
    "replica without replicas",
    instances.find((one) => one.upstream === primary && one.replicas.length === 0),
  );
  const leaf = at(
    "replica on a replica",
    instances.find((one) => one.upstream === middle),
  );
  return { primary, middle, plain, leaf };
}
