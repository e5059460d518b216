import { spawn } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { runTool, type ToolResult } from "@/server/local/run-tool";
import { prometheus } from "./releases";
import { unpackRelease } from "./unpack-release";

const folder = (): string =>
  process.env.TIDEMARK_TOOLS_DIR ?? join(homedir(), ".cache", "tidemark", "tools", prometheus.suite);

/** Where promtool is: the one that was named, else the unpacked one, else one on PATH; null: nowhere. */
async function findPromtool(): Promise<string | null> {
  const named = process.env.TIDEMARK_PROMTOOL;
  for (const file of named === undefined ? [join(folder(), "promtool"), "promtool"] : [named])
    if ((await runTool(file, ["--version"])).code === 0) return file;
  return null;
}

/** Unpacks Debian's where there is none yet. @returns one line: where it is, or why it is not to be had */
export async function fetchPromtool(): Promise<string> {
  const problem = (await findPromtool()) === null ? await unpackRelease(prometheus, folder()) : null;
  return `promtool: ${problem === null ? await findPromtool() : `not to be had: ${problem}`}`;
}

/**
 * Runs promtool in the folder `cwd`, with `input` as what it reads.
 * @throws Error where there is none: what it would have checked is then not known to hold
 */
export async function promtool(
  args: readonly string[],
  { cwd, input = "" }: { readonly cwd?: string; readonly input?: string } = {},
): Promise<ToolResult> {
  const file = await findPromtool();
  if (file === null)
    throw new Error(
      "There is no promtool here. Install Prometheus (Debian: apt-get install prometheus), name it in TIDEMARK_PROMTOOL, " +
        "or run server/testing/fetch-versions.ts, which says why it could not be fetched.",
    );
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, stdio: ["pipe", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin.on("error", () => undefined).end(input);
  });
}
