// Plain JavaScript for Node 20.9: it runs before anything is installed, then hands over to the pinned Node.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { heapFlags } from "./heap.mjs";
import { stampName } from "./page-folder.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = (name) => join(root, "node_modules/.bin", name);
/** The pinned Node. */
export const node = bin("node");
const builtStamp = join(root, "dist", stampName);
const sources = ["app", "components", "lib", "public", "server"];
const sourceFiles = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "proxy.ts",
];

/** A reason to stop that a person can act on; printed as one line, without a stack. */
export class Stop extends Error {}

const running = new Set();
const heard = new Set();

// Children get a process group of their own, so that Ctrl-C reaches us alone and we stop them in order.
// Once: Ctrl-C comes from the terminal and again from npm, and our own programs end in haste at a second one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (heard.has(signal)) return;
    heard.add(signal);
    for (const child of running) kill(child, signal);
    if (running.size === 0) process.exit(130);
  });
}

function kill(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/**
 * Runs a program to its end and answers its exit code.
 * @param {{ env?: Record<string, string | undefined>, quiet?: boolean, group?: boolean }} [options]
 *   quiet: its output is shown only when it fails. group: signals go to its whole group (default), or to it alone.
 */
export function run(file, args, options = {}) {
  if (heard.size > 0) process.exit(130);
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      detached: true,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...options.env },
      stdio: options.quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    });
    running.add(child);
    const output = [];
    child.stdout?.on("data", (chunk) => output.push(chunk));
    child.stderr?.on("data", (chunk) => output.push(chunk));
    child.on("error", (error) => {
      running.delete(child);
      reject(new Stop(`${file} could not be started: ${error.message}`));
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      if (heard.size > 0) process.exit(signal === null && code !== null ? code : 130);
      if (code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code ?? 1);
    });
  });
}

/** Runs a program and stops with one line when it fails. */
export async function must(what, file, args, options) {
  const code = await run(file, args, options);
  if (code !== 0) throw new Stop(`${what} failed (exit code ${code}); its output is above.`);
}

function hashOf(paths) {
  const hash = createHash("sha256");
  const add = (path) => {
    hash.update(relative(root, path)).update("\0").update(readFileSync(path)).update("\0");
  };
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    if (sourceFiles.includes(path)) add(full);
    else
      for (const entry of readdirSync(full, { recursive: true, withFileTypes: true }).sort((a, b) =>
        join(a.parentPath ?? a.path, a.name) < join(b.parentPath ?? b.path, b.name) ? -1 : 1,
      ))
        if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
          add(join(entry.parentPath ?? entry.path, entry.name));
  }
  return hash.digest("hex");
}

const stampIs = (file, value) => existsSync(file) && readFileSync(file, "utf8") === value;

const packagesOf = (lock) => JSON.parse(readFileSync(join(root, lock), "utf8")).packages;

/** npm notes at the end of an installation what it put there; an interrupted one leaves no such note. */
function isInstalled() {
  if (!existsSync(join(root, "node_modules/.package-lock.json"))) return false;
  const there = packagesOf("node_modules/.package-lock.json");
  return Object.entries(packagesOf("package-lock.json")).every(
    ([path, wanted]) =>
      path === "" || (path in there ? there[path].version === wanted.version : wanted.optional === true),
  );
}

/** Installs what package-lock.json names, unless that is what is installed. */
export async function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 9))
    throw new Stop(
      `Node ${process.versions.node} is too old to start from: install Node 20.9 or newer (nodejs.org).`,
    );
  if (isInstalled()) return;
  process.stdout.write("Installing packages …\n");
  const npm = process.env.npm_execpath;
  const [file, args] = npm ? [process.execPath, [npm]] : ["npm", []];
  await must("npm ci", file, [...args, "ci", "--no-progress", "--loglevel=error"], { quiet: true });
}

/** Builds page and server, unless what stands was built from these very sources. @returns the stamp of these sources */
export async function ensureBuilt() {
  const wanted = hashOf([...sources, ...sourceFiles]);
  if (stampIs(builtStamp, wanted)) return wanted;
  process.stdout.write("Building …\n");
  await must("The build of the page", node, [bin("next"), "build"], { quiet: true });
  await must("The build of the server", node, [join(root, "server/boot/bundle.mjs")], { quiet: true });
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(builtStamp, wanted);
  return wanted;
}

/** Runs the built command line under the pinned Node and ends as it ends. */
export async function tidemark(args, env = {}) {
  const code = await run(node, [...heapFlags, join(root, "dist/cli.js"), ...args], {
    env: { NODE_ENV: "production", ...env },
  });
  process.exitCode = code;
}

/** The pinned Node and a program installed beside it: `pinned("tsx", "file.ts")`. */
export const pinned = (program, ...args) => [node, [bin(program), ...args]];

/** Writes to stdout. A reader that has seen enough, as `head` has, is no error. */
export function print(text) {
  process.stdout.on("error", () => {});
  process.stdout.write(text);
}

/** Runs a boot script; a `Stop` becomes one line on stderr and exit code 1. */
export async function main(script) {
  try {
    await script(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
