import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { documented } from "./document.fixture";

const docs = readFileSync(fileURLToPath(new URL("../../docs/guide.md", import.meta.url)), "utf8");

test.each(Object.entries(documented))("docs/guide.md has the table's own %s", (name, text) => {
  const [, written] = docs.split(`<!-- ${name} -->\n`);
  expect(written?.split("\n<!-- end -->")[0]).toBe(text);
});
