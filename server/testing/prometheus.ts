import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@/server/local/free-port";
import { runTool, type ToolResult } from "@/server/local/run-tool";
import { prometheus as release } from "./releases";
import { unpackRelease } from "./unpack-release";
import { waitFor } from "./wait-for";

type Tool = "promtool" | "prometheus";

const folder = (): string =>
  process.env.TIDEMARK_PROMETHEUS_DIR ?? join(homedir(), ".cache", "tidemark", "prometheus");

/** Where a tool is: the unpacked one, else one on PATH; null: nowhere. */
async function find(tool: Tool): Promise<string | null> {
  for (const file of [join(folder(), tool), tool])
    if ((await runTool(file, ["--version"])).code === 0) return file;
  return null;
}

/** @throws Error where there is none: what it would have checked is then not known to hold */
async function need(tool: Tool): Promise<string> {
  const file = await find(tool);
  if (file !== null) return file;
  throw new Error(
    `There is no ${tool} here. Install Prometheus (Debian: apt-get install prometheus), name its folder in ` +
      "TIDEMARK_PROMETHEUS_DIR, or run server/testing/fetch-versions.ts, which says why it could not be fetched.",
  );
}

/** Unpacks Debian's where there is none yet. @returns one line: where it is, or why it is not to be had */
export async function fetchPrometheus(): Promise<string> {
  const there = (await find("promtool")) !== null && (await find("prometheus")) !== null;
  const problem = there ? null : await unpackRelease(release, folder());
  return problem === null
    ? `prometheus and promtool: ${await find("prometheus")}`
    : `prometheus and promtool: not to be had: ${problem}`;
}

/** Runs promtool in the folder `cwd`, with `input` as what it reads. */
export async function promtool(
  args: readonly string[],
  { cwd, input = "" }: { readonly cwd?: string; readonly input?: string } = {},
): Promise<ToolResult> {
  const child = spawn(await need("promtool"), args, { cwd, stdio: ["pipe", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => undefined).end(input);
  const [code] = await once(child, "close");
  return { code: typeof code === "number" ? code : null, stdout, stderr };
}

/** A Prometheus that runs with these settings (the text of a prometheus.yaml) until it is stopped. */
export async function startPrometheus(
  settings: string,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const file = await need("prometheus");
  const dir = await mkdtemp(join(tmpdir(), "tidemark-prometheus-"));
  const config = join(dir, "prometheus.yaml");
  await writeFile(config, settings);
  const address = `127.0.0.1:${await freePort("127.0.0.1")}`;
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(dir, "data")}`,
    `--web.listen-address=${address}`,
  ];
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const ended = once(child, "close");
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await rm(dir, { recursive: true, force: true });
  };
  const url = `http://${address}`;
  const ready = waitFor("Prometheus is ready", async () => {
    if (child.exitCode !== null) throw new Error(said.join(""));
    return (await fetch(`${url}/-/ready`).catch(() => null))?.ok ?? false;
  });
  await ready.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
}
