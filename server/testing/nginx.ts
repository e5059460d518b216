import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { portIsFree } from "@/server/local/free-port";
import { runTool } from "@/server/local/run-tool";
import { packageRoot } from "@/server/package";
import type { Certificates } from "./certificates";
import { LOOPBACK } from "./listen";
import { nginx as release } from "./releases";
import { unpackRelease } from "./unpack-release";
import { waitFor } from "./wait-for";

const folder = (): string => process.env.TIDEMARK_NGINX_DIR ?? join(homedir(), ".cache", "tidemark", "nginx");

/** Where nginx is: the unpacked one, else one on PATH; null: nowhere. */
async function find(): Promise<string | null> {
  for (const file of [join(folder(), "nginx"), "nginx"])
    if ((await runTool(file, ["-v"])).code === 0) return file;
  return null;
}

/** Unpacks Debian's where there is none yet. @returns one line: where it is, or why it is not to be had */
export async function fetchNginx(): Promise<string> {
  const problem = (await find()) === null ? await unpackRelease(release, folder()) : null;
  return problem === null ? `nginx: ${await find()}` : `nginx: not to be had: ${problem}`;
}

/**
 * The file that docs/reverse-proxy.md gives, for a proxy and a Tidemark that are elsewhere than it says.
 * @throws Error when the document does not have what is to be replaced exactly once: then this would prove nothing of it
 */
export async function documentedNginx(at: {
  readonly port: number;
  readonly upstreamPort: number;
  readonly certificates: Certificates;
  /** `""`: Tidemark has the whole name for itself. */
  readonly path: string;
}): Promise<string> {
  const text = await readFile(join(packageRoot(), "docs/reverse-proxy.md"), "utf8");
  const block = /```nginx\n([^`]*)```/.exec(text)?.[1];
  if (block === undefined) throw new Error("docs/reverse-proxy.md has no file for nginx");
  return [
    ["listen 443 ssl;", `listen ${LOOPBACK}:${at.port} ssl;`],
    ["/etc/ssl/ops.example.crt", at.certificates.cert],
    ["/etc/ssl/ops.example.key", at.certificates.key],
    ["location /tidemark {", `location ${at.path === "" ? "/" : at.path} {`],
    ["http://127.0.0.1:7700;", `http://${LOOPBACK}:${at.upstreamPort};`],
  ].reduce((file, [from = "", to = ""]) => {
    if (file.split(from).length !== 2) throw new Error(`docs/reverse-proxy.md does not have once: ${from}`);
    return file.replace(from, to);
  }, block);
}

export interface Nginx {
  /** What it has warned of so far; that it lays an answer on its disk is one. */
  warnings(): string;
  stop(): Promise<void>;
}

/**
 * An nginx that runs with this file where Debian's includes such: in the `http` block of an otherwise usual configuration.
 * @param port the one the file has it listen at
 * @throws Error where there is no nginx: what it would have judged is then not known to hold
 */
export async function startNginx(file: string, port: number): Promise<Nginx> {
  const program = await find();
  if (program === null) throw new Error(`There is no nginx here. ${await fetchNginx()}`);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-nginx-"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  for (const kind of temporary) await mkdir(join(dir, kind));
  const config = `
    ${process.getuid?.() === 0 ? "user root;" : ""}
    daemon off;
    pid ${join(dir, "pid")};
    error_log stderr warn;
    events { worker_connections 128; }
    http {
      access_log off;
      ${temporary.map((kind) => `${kind}_temp_path ${join(dir, kind)};`).join("\n")}
      ${file}
    }`;
  await writeFile(join(dir, "nginx.conf"), config);
  const args = ["-p", dir, "-c", join(dir, "nginx.conf"), "-e", "stderr"];
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const ended = once(child, "close");
  const stop = async (): Promise<void> => {
    // Its worker ends with it; of a kill the worker would not hear.
    child.kill("SIGTERM");
    await ended;
    await rm(dir, { recursive: true, force: true });
  };
  const ready = waitFor("nginx listens", async () => {
    if (child.exitCode !== null) throw new Error(said.join(""));
    return !(await portIsFree(LOOPBACK, port));
  });
  await ready.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { warnings: () => said.join(""), stop };
}
