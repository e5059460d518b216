import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { isAtLeast, versionOf } from "@/lib/info/version";
import { Connection } from "@/server/redis/connection";
import { usualNetworks } from "@/server/redis/networks";
import { openToAll } from "@/server/testing/open-servers";
import { type LocalBinary, serverMatrix } from "@/server/testing/versions";
import { waitFor } from "@/server/testing/wait-for";
import { DrillFolders } from "./folders";
import { confine } from "./limits";
import { hostileFiles, manyKeys } from "./made-backup.fixture";
import { Throwaway } from "./throwaway";
import { FILE, SOCKET, serverWords } from "./words";

const MIB = 1024 * 1024;
const matrix = await serverMatrix();
let dataDir = "";
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tidemark-confined-"));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let count = 0;
/** A server as a drill starts it, on a file that nobody has looked at. */
async function started(binary: LocalBinary, bytes: Uint8Array) {
  const [folders, run] = [new DrillFolders(dataDir), `run-${++count}`];
  const dir = await folders.make(run);
  closing.push(() => folders.clear(run));
  writeFileSync(join(dir, FILE), bytes, { mode: 0o600 });
  await folders.giveAway(run, FILE);
  const { words, as } = await confine({ memoryBytes: 256 * MIB, cpuSeconds: 2 });
  const open = openToAll(binary);
  const server = new Throwaway([...words, open.path, ...serverWords(open)], dir, as);
  closing.push(() => server.kill());
  return { server, dir };
}

/** Asks it as a drill does, over its socket. */
async function asking(dir: string): Promise<(...words: string[]) => Promise<unknown>> {
  const connection = await waitFor("it has loaded its file", async () => {
    const target = { endpoint: { path: join(dir, SOCKET) }, tls: null, networks: usualNetworks };
    const opened = await Connection.open(target, { username: null, password: null }, 1_000);
    if (!opened.ok) return null;
    const pong = await opened.value.send(["PING"], 1_000);
    if (pong.state === "replied" && pong.reply === "PONG") return opened.value;
    opened.value.close();
    return null;
  });
  closing.push(async () => connection.close());
  return async (...words) => {
    const exchange = await connection.send(words, 5_000);
    if (exchange.state === "replied") return exchange.reply;
    return exchange.state === "refused" ? `refused: ${exchange.message}` : null;
  };
}

test.each(matrix)(
  "R14: the server of a drill on $name has no module and takes none, has no port, and writes nothing",
  async (binary) => {
    const file = manyKeys(50);
    const { dir } = await started(binary, file);
    const ask = await asking(dir);
    expect(await ask("DBSIZE")).toBe(50);
    // What is built in has no file: Redis 8's vector sets, Valkey 9's Lua.
    expect(JSON.stringify(await ask("MODULE", "LIST"))).not.toContain("/");
    expect(String(await ask("MODULE", "LOAD", "/tmp/none.so"))).toMatch(/^refused: ERR/);
    expect(await ask("CONFIG", "GET", "port")).toEqual(["port", "0"]);
    const version = versionOf(binary);
    if (version !== null && isAtLeast(version, 7, 0)) {
      for (const [name, is] of [
        ["enable-module-command", "no"],
        ["enable-protected-configs", "no"],
        ["enable-debug-command", "local"],
      ] as const)
        expect(await ask("CONFIG", "GET", name)).toEqual([name, is]);
      expect(String(await ask("CONFIG", "SET", "dir", "/tmp"))).toMatch(/^refused: .*protected config/);
    }
    await ask("BGSAVE");
    await waitFor("its save has ended, or it with it", async () => {
      const info = await ask("INFO", "persistence");
      return typeof info !== "string" || info.includes("rdb_bgsave_in_progress:0");
    });
    const files = readdirSync(dir).filter((name) => name !== SOCKET);
    expect(files.map((name) => [name, statSync(join(dir, name)).size > 0])).toEqual(
      files.map((name) => [name, name === FILE]),
    );
    expect(readFileSync(join(dir, FILE)).equals(file)).toBe(true);
  },
);

test.each(Object.entries(hostileFiles))(
  "R14: %s, given to the server itself, ends it within its limits and does nothing else",
  async (_, bytes) => {
    const binary = matrix.find(({ name }) => name.startsWith("redis-7.0"));
    if (binary === undefined) throw new Error("no Redis 7.0");
    const { server, dir } = await started(binary, bytes);
    await waitFor("it has ended", () => server.gone, 60_000);
    expect(readdirSync(dir).filter((name) => name !== SOCKET)).toEqual([FILE]);
    expect(readFileSync(join(dir, FILE)).equals(bytes)).toBe(true);
    const left = readdirSync("/proc").filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === dir;
      } catch {
        return false;
      }
    });
    expect(left).toEqual([]);
  },
);
