import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { providerProblems } from "@/lib/access/provider-problems";
import { packageRoot } from "./package";

const root = packageRoot();

const sources = ["server", "lib/plan"].flatMap((dir) =>
  readdirSync(join(root, dir), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ts$/.test(file) && !/\.(test|fixture)\.ts$/.test(file))
    .map((file) => readFileSync(join(root, dir, file), "utf8")),
);

/** Codes given to ProblemError as literals, and those of refusals that `lib` makes and the server passes on. */
const used = new Set(
  sources.flatMap((source) => [
    ...[...source.matchAll(/new ProblemError\(\s*[\w.]+,\s*"([a-z-]+)"/g)].map(([, code]) => code),
    ...[...source.matchAll(/readonly code: ((?:"[a-z-]+"(?: \| )?)+);/g)].flatMap(([, union]) =>
      [...(union ?? "").matchAll(/"([a-z-]+)"/g)].map(([, code]) => code),
    ),
  ]),
);

// Told by a table, since the page says them, too.
for (const code of Object.keys(providerProblems)) used.add(code);

const documented = new Set(
  [...readFileSync(join(root, "docs/errors.md"), "utf8").matchAll(/^\| `([a-z-]+)` \|/gm)].map(
    ([, code]) => code,
  ),
);

test("Every error code has a line in docs/errors.md with its cause and cure", () => {
  expect([...used].filter((code) => !documented.has(code))).toEqual([]);
});

test("docs/errors.md names no code that nothing uses", () => {
  expect([...documented].filter((code) => !used.has(code))).toEqual([]);
});
