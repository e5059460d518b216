import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { rules, shellUses } from "./no-shell.fixture";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Tests and what they are made of; they start what they like. */
const isTest = (file: string): boolean =>
  /\.(test|fixture|setup)\.tsx?$/.test(file) || file.startsWith("server/testing/");

const production = globSync(["{app,components,lib,server}/**/*.{ts,tsx,mjs}", "*.{ts,mjs}"], { cwd: root })
  .filter((file) => !isTest(file))
  .sort();

/** Where a program is started, and which. */
const starters: Readonly<Record<string, string>> = {
  "server/backup/drill/throwaway.ts": "the server that a drill loads a backup into",
  "server/boot/common.mjs": "npm, Node, and what is installed beside them",
  "server/demo/dev/rerun.ts": "the server, again after each change",
  "server/lab/scaling/load-program.ts": "Node, for the load of an experiment",
  "server/local/run-tool.ts": "a server's --version, apt-get, unshare",
  "server/local/server-process.ts": "the demo's servers, and those of experiments",
  "server/page-build.ts": "the build of the pages for a path",
};

test("R15: no file of production runs a shell, or a text as a command", () => {
  expect(production.length).toBeGreaterThan(500);
  const found = production.flatMap((file) =>
    shellUses(readFileSync(join(root, file), "utf8"), file).map((use) => `${file} ${use}`),
  );
  expect(found).toEqual([]);
});

test("R15: programs are started in these files alone", () => {
  const files = production.filter((file) => /child_process/.test(readFileSync(join(root, file), "utf8")));
  expect(files).toEqual(Object.keys(starters));
});

/** What each rule finds. */
const cases: Readonly<Record<string, readonly string[]>> = {
  "only-spawn": [
    'import { exec } from "node:child_process";',
    'import { execSync } from "child_process";',
    'import { spawn as start } from "node:child_process";',
    'import * as all from "node:child_process";',
    'import whole from "node:child_process";',
  ],
  "imported-plainly": [
    'const { exec } = await import("node:child_process");',
    'const all = require("child_process");',
    'const all = createRequire(import.meta.url)("node:child_process");',
    'export { exec } from "node:child_process";',
    'export * from "node:child_process";',
  ],
  "no-shell-option": [
    "spawn(file, words, { shell: true });",
    'const options = { "shell": mode };',
    "const shell = true; spawn(file, words, { shell });",
  ],
  "no-shell-named": [
    'run("sh", ["-c", text]);',
    "spawn('/bin/bash', words);",
    'await tool("cmd.exe", words);',
  ],
  "words-apart": [
    "spawn(`ls $" + "{folder}`, []);",
    'spawn("ls " + folder, []);',
    'spawn("ls -l", words);',
    "spawn(command);",
    "spawn(command, { env });",
    "spawn(file, `$" + "{words}`);",
  ],
  "no-code-of-text": ["eval(text);", "new Function(text);", 'Function("return 1")();'],
  "no-binding": ['process.binding("spawn_sync");'],
};

test.each(rules)("R15: $code finds each case of its own, and nothing in a plain start", ({ code }) => {
  for (const text of cases[code] ?? []) {
    const codes = shellUses(text, "a.ts").map((use) => use.split(":")[0]);
    expect(codes, text).toContain(code);
  }
  const plain =
    'import { type ChildProcess, spawn } from "node:child_process"; spawn(file, [a, ...b], { env });';
  expect(cases[code]?.length).toBeGreaterThan(0);
  expect(shellUses(plain, "a.ts")).toEqual([]);
});
