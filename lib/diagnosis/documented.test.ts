import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { rules } from "./rules";

const docs = readFileSync(fileURLToPath(new URL("../../docs/findings.md", import.meta.url)), "utf8");
const rows = docs.split("\n").flatMap((line) => {
  const [, code, severity] = /^\| `([a-z-]+)` \| ([a-z]+)/.exec(line) ?? [];
  return code === undefined ? [] : [`${code} ${severity}`];
});

test("the docs have one row for each finding, in the table's order, with its severity", () => {
  expect(rows).toEqual(Object.values(rules).map((rule) => `${rule.code} ${rule.severity}`));
});
