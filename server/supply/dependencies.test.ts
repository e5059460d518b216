import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { productionTree, readLock } from "@/server/boot/tree.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const text = readFileSync(join(root, "docs/dependencies.md"), "utf8");

/** The rows below a heading, up to the next. */
const rowsOf = (heading: string): string[][] =>
  (text.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| package "))
    .map((line) => line.split("|").map((cell) => cell.trim()));

test.each([
  ["What runs", "dependencies"],
  ["What builds and checks", "devDependencies"],
])("docs/dependencies.md says under %s what each of our %s is for", (heading, kind) => {
  const rows = rowsOf(heading);
  expect(rows.map(([, name]) => name)).toEqual(Object.keys(manifest[kind]).sort());
  for (const [, name, purpose] of rows) expect(purpose, name).toMatch(/\w/);
});

test("docs/dependencies.md says how many packages production takes", () => {
  expect(text).toContain(`**${productionTree(readLock(root)).length} packages**`);
});
