import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findServer } from "./find-server";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-find-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, says: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
  return path;
}

const look = (env: Record<string, string>) =>
  findServer({ env: { NODE_ENV: "test", PATH: folder, ...env }, install: false });

test("a server on PATH is found with its product and version", async () => {
  const path = program("redis-server", "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc bits=64");
  expect(await look({})).toEqual({ path, product: "redis", version: "7.0.15" });
});

test("valkey-server is preferred to redis-server", async () => {
  program("redis-server", "Redis server v=7.0.15 sha=0");
  const path = program("valkey-server", "Valkey server v=9.1.2 sha=0");
  expect(await look({})).toEqual({ path, product: "valkey", version: "9.1.2" });
});

test("TIDEMARK_REDIS_SERVER beats PATH", async () => {
  program("redis-server", "Redis server v=7.0.15 sha=0");
  const path = program("mine", "Redis server v=6.0.16 sha=0");
  expect(await look({ TIDEMARK_REDIS_SERVER: path })).toEqual({ path, product: "redis", version: "6.0.16" });
});

test("a TIDEMARK_REDIS_SERVER that is no server is named, not passed over", async () => {
  program("redis-server", "Redis server v=7.0.15 sha=0");
  const path = program("mine", "hello");
  expect(await look({ TIDEMARK_REDIS_SERVER: path })).toEqual({ missing: expect.stringContaining(path) });
});

test("where there is none, one line says how to get one", async () => {
  const found = await look({});
  expect(found).toEqual({ missing: expect.stringContaining("apt-get install redis-server") });
  expect("missing" in found && found.missing.includes("\n")).toBe(false);
});

test("once it was told to give up, nothing is called missing, and nothing installed", async () => {
  const signal = AbortSignal.abort(new Error("Ctrl-C"));
  const found = findServer({ env: { NODE_ENV: "test", PATH: folder }, signal });
  await expect(found).rejects.toThrow("Ctrl-C");
});
