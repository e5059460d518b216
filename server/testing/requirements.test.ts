import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Node, nodesIn, textOf, visit } from "./syntax";

const root = fileURLToPath(new URL("../..", import.meta.url));
const all = Array.from({ length: 20 }, (_, i) => `R${i + 1}`);

/** The tests that prove a requirement: their titles begin with its name. */
interface Proof {
  readonly requirement: string;
  readonly file: string;
  readonly title: string;
}

const named = /^(R\d+): (.+)$/s;

/** The titles in a file that begin with the name of a requirement: what a call is given first, in one piece or as a template. */
function titlesIn(text: string, file: string): Proof[] {
  const found: Proof[] = [];
  visit(text, file, (node) => {
    if (node.type !== "CallExpression") return;
    const [first] = nodesIn(node, "arguments");
    const title = textOf(first ?? null) ?? (first?.type === "TemplateLiteral" ? templateOf(text, first) : "");
    const [, requirement, rest] = named.exec(title) ?? [];
    if (requirement !== undefined && rest !== undefined) found.push({ requirement, file, title: rest });
  });
  return found;
}

/** As it is written, without its quotes. */
const templateOf = (text: string, { start, end }: Node): string =>
  typeof start === "number" && typeof end === "number" ? text.slice(start + 1, end - 1) : "";

const proofs = globSync("{app,components,lib,server,e2e}/**/*.{test,spec,torture}.{ts,tsx}", { cwd: root })
  .sort()
  .flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return /R\d+: /.test(text) ? titlesIn(text, file) : [];
  });

/** `docs/requirements.md`, as it is by these tests. */
function written(): string {
  const sections = all.map((requirement) => {
    const files = Map.groupBy(
      proofs.filter((one) => one.requirement === requirement),
      ({ file }) => file,
    );
    const lists = [...files].map(
      ([file, of]) => `- [${file}](../${file})\n${of.map(({ title }) => `  - ${title}\n`).join("")}`,
    );
    return `## ${requirement}\n${lists.length === 0 ? "" : "\n"}${lists.join("")}`;
  });
  return `# The requirements and their tests

Made from the tests' titles by \`npm run unit -- server/testing/requirements -u\`. What each requirement says, and how it is met,
is in [security](security.md).

${sections.join("\n")}`;
}

test("every requirement of docs/security.md has tests that begin with its name", () => {
  const missing = all.filter((one) => !proofs.some(({ requirement }) => requirement === one));
  expect(missing, "These have none: name a test after each, as in `R13: a backup is …`").toEqual([]);
  expect(proofs.filter(({ requirement }) => !all.includes(requirement))).toEqual([]);
});

test("docs/security.md has a row for each requirement, in their order", () => {
  const text = readFileSync(join(root, "docs/security.md"), "utf8");
  const rows = [...text.matchAll(/^\| \[(R\d+)\]\(requirements\.md#(r\d+)\) \| .+ \| .+ \|$/gm)];
  expect(rows.map(([, name, anchor]) => [name, anchor])).toEqual(all.map((one) => [one, one.toLowerCase()]));
});

test("docs/requirements.md names the tests of each requirement", async () => {
  await expect(written()).toMatchFileSnapshot(join(root, "docs/requirements.md"));
});
