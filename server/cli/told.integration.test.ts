import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageRoot } from "@/server/package";
import { type SecretWorld, startSecretWorld } from "@/server/secrets.fixture";
import { type CanarySearch, searchFor } from "@/server/testing/canaries";
import { answering, bulk, primaryInfo, startHostile } from "@/server/testing/hostile";
import { serverMatrix } from "@/server/testing/versions";

// What the command line prints, and what it says of a crash.

let world: SecretWorld;
let dir = "";
let search: CanarySearch;
beforeAll(async () => {
  const binary = (await serverMatrix()).findLast(({ product }) => product === "redis");
  if (binary === undefined) throw new Error("no server");
  dir = mkdtempSync(join(tmpdir(), "tidemark-told-"));
  world = await startSecretWorld(binary);
  search = searchFor(world.canaries);
}, 60_000);
afterAll(async () => {
  await world?.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/** Runs `tidemark` to its end. @param env beside what it needs to run @param node what Node itself is told */
function tidemark(
  args: readonly string[],
  env: Record<string, string> = {},
  node: readonly string[] = [],
): Promise<Ended> {
  const root = packageRoot();
  const child = spawn(process.execPath, [...node, "--import", "tsx", join(root, "server/cli.ts"), ...args], {
    cwd: root,
    env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: dir, ...env },
  });
  const pieces: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => pieces.push(text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out: pieces.join("") }));
  });
}

const config = (settings: object): string => {
  const file = join(dir, "tidemark.yaml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(settings));
  return file;
};

test("R9: tidemark check prints no secret, whatever the servers answer", async () => {
  const { code, out } = await tidemark([
    "check",
    "--config",
    config({ "data-dir": join(dir, "data"), groups: world.groups }),
  ]);
  expect(code).toBe(1);
  expect(out).toContain("The operator's login is refused: ERR you told me AUTH watcher (hidden)");
  expect(out).toContain("not reached");
  expect(search("check", out)).toEqual([]);
});

test("R9: nor does it of settings that cannot be used, with passwords in every place", async () => {
  const { inSeed, poller } = world.secrets;
  for (const group of [
    { name: "a", seeds: [`redis://:${inSeed}@h:1:1`] },
    { name: "a", seeds: ["h"], password: { deep: poller } },
    { name: "a", seeds: ["h"], operator: { username: poller, password: [poller] } },
    { name: "a", seeds: ["h"], pasword: poller, tls: { key: [poller] } },
  ]) {
    const { code, out } = await tidemark(["check", "--config", config({ groups: [group] })]);
    expect(code).toBe(2);
    expect(search("check", out)).toEqual([]);
  }
});

test("R9: tidemark topology prints no password of its URL, where it is let in and where it is not", async () => {
  const [seed] = world.added.seeds;
  if (seed === undefined) throw new Error("no seed");
  for (const url of [
    seed,
    seed.replace("seeded:", "nobody:"),
    `${seed}:1`,
    seed.replace("redis:", "http:"),
  ]) {
    const { out } = await tidemark(["topology", url]);
    expect(out).not.toBe("");
    expect(search("topology", out)).toEqual([]);
  }
});

test("R9: a crash says where it was, and not with which arguments", async () => {
  // As ioredis makes them: what Redis refused hangs on the error, and Node prints what hangs on an error.
  const broken = `Object.assign(new Error("It broke here"), { command: { name: "auth", args: ${JSON.stringify([world.secrets.poller])} } })`;
  const crash = `setInterval(() => { if (process.listenerCount("uncaughtException") > 0) throw ${broken} }, 20)`;
  const file = config({ "data-dir": join(dir, "crash"), groups: world.groups });
  for (const how of [crash, crash.replace("() =>", "async () =>")]) {
    const { code, out } = await tidemark(["check", "--config", file], {}, [
      "--import",
      `data:text/javascript,${encodeURIComponent(how)}`,
    ]);
    expect(out).toContain("It broke here");
    expect(code).toBe(1);
    expect(search("crash", out)).toEqual([]);
  }
});

test("R12: what a server says of itself cannot steer a terminal", async () => {
  const steering = "\u001b]0;title\u0007\u001b[2J\u202e";
  const info = primaryInfo({ master_replid: "e".repeat(40) });
  const answer = answering(bulk(`# Server\r\nredis_version:7.0${steering}\r\nrun_id:${steering}\r\n${info}`));
  const hostile = await startHostile((socket, words) => {
    if (/^(PING|CLIENT)/.test(words)) socket.write(`-ERR ${steering} refused\r\n`);
    else answer(socket, words);
  });
  try {
    const url = `redis://${hostile.host}:${hostile.port}`;
    for (const args of [
      ["check", url],
      ["topology", url],
    ]) {
      const { out } = await tidemark(args, { TIDEMARK_DATA_DIR: join(dir, "none") });
      expect(out).toContain(String(hostile.port));
      if (args[0] === "check") expect(out).toContain("The operator's login is refused: ERR");
      expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  } finally {
    await hostile.close();
  }
});
