import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { readLock } from "@/server/boot/tree.mjs";
import { floors, leastSqlite } from "./floors";
import { runtimeHashes } from "./runtime";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const installed = Object.entries(readLock(root).packages).filter(([path]) => path !== "");

/** Negative: `a` is older. Numbers alone: a pre-release has none of the promises of its release, and is refused below. */
function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let i = 0; i < 3; i += 1) {
    const difference = (left?.[i] ?? Number.NaN) - (right?.[i] ?? Number.NaN);
    if (difference !== 0) return difference;
  }
  return 0;
}

const copiesOf = (name: string): [string, string][] =>
  installed
    .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
    .map(([path, { version }]) => [path, version]);

test.each(["dependencies", "devDependencies"])(
  "R18: each of our %s is named by one exact version",
  (kind) => {
    for (const [name, version] of Object.entries(manifest[kind]))
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  },
);

describe("Known advisories", () => {
  test.each(floors)(
    "R18: every installed copy of $name has the fix of $advisory",
    ({ name, least, advisory, harm }) => {
      const copies = copiesOf(name);
      expect(copies, `${name} is not installed any more: strike its row`).not.toEqual([]);
      for (const [path, version] of copies) {
        expect(version, path).toMatch(/^\d+\.\d+\.\d+$/);
        expect(
          compare(version, least),
          `${path} is ${version}: raise it to ${least}, or ${harm} (${advisory})`,
        ).toBeGreaterThanOrEqual(0);
      }
    },
  );

  test("R18: the SQLite in better-sqlite3 has the fix of what damaged a WAL with several connections", () => {
    const memory = new Database(":memory:");
    const version = memory.prepare<[], string>("select sqlite_version()").pluck().get();
    memory.close();
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(compare(version ?? "", leastSqlite), `SQLite is ${version}`).toBeGreaterThanOrEqual(0);
  });
});

describe("package-lock.json", () => {
  test("R18: package-lock.json has a SHA-512 for each package, so that no registry can give another one", () => {
    for (const [path, { integrity }] of installed) expect(integrity, path).toMatch(/^sha512-[\w+/]{86}==$/);
  });

  test("R18: package-lock.json names no place: no registry, no repository, no file, no link", () => {
    for (const [path, entry] of installed) {
      expect([path, entry.resolved, entry.link]).toEqual([path, undefined, undefined]);
      expect(entry.version, path).toMatch(/^\d+\.\d+\.\d+/);
      for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"] as const)
        for (const [name, range] of Object.entries(entry[kind] ?? {}))
          expect(range, `${path} wants ${name}`).not.toMatch(/[:/]/);
    }
  });

  test("R18: package-lock.json has no script that runs at installation but those that package.json speaks of", () => {
    const withScript = installed.filter(([, entry]) => entry.hasInstallScript === true);
    for (const [path] of withScript)
      expect(Object.keys(manifest.allowScripts)).toContain(path.replace(/^.*node_modules\//, ""));
    const running = Object.entries(manifest.allowScripts).filter(([, may]) => may === true);
    expect(running, "only the runtime's may run: it fetches the program for this platform").toEqual([
      ["node", true],
    ]);
  });

  test("R18: package-lock.json has the versions that package.json names", () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect([name, readLock(root).packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
  });
});

test("R18: the runtime, which the lock does not hold, is the one that was looked at", async () => {
  const platform = `${process.platform}-${process.arch}`;
  const pinned = runtimeHashes.find((one) => one.platform === platform);
  if (pinned === undefined) return expect(runtimeHashes.map((one) => one.platform)).not.toContain(platform);
  expect(pinned.version, "Name the new program's hash in runtime.ts").toBe(manifest.dependencies.node);
  const hash = createHash("sha256");
  for await (const block of createReadStream(join(root, "node_modules/node/bin/node"))) hash.update(block);
  expect(hash.digest("hex")).toBe(pinned.sha256);
});
