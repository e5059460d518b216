import { type Node, nodeIn, nodesIn, textOf, visit } from "@/server/testing/syntax";

const nameOf = (node: Node | null): string | null => {
  if (node?.type === "Identifier" && typeof node.name === "string") return node.name;
  return textOf(node);
};

/** Those that read a text as commands; `cmd` alone is a field of CLIENT LIST. */
const shells = /^(.*\/)?(sh|bash|dash|zsh|ash|ksh|fish|csh|cmd\.exe|powershell|powershell\.exe|pwsh)$/;
const isChildProcess = (node: Node | null): boolean => /^(node:)?child_process$/.test(textOf(node) ?? "");

interface Rule {
  readonly code: string;
  /** What is wrong with this node; null: nothing. */
  readonly wrong: (node: Node) => boolean;
  readonly says: string;
}

/** What no file of production may have. Each row has a case in the test that it finds, and all of production is a case that it does not. */
export const rules: readonly Rule[] = [
  {
    code: "only-spawn",
    wrong: (node) => {
      if (node.type !== "ImportDeclaration" || node.importKind === "type") return false;
      if (!isChildProcess(nodeIn(node, "source"))) return false;
      return nodesIn(node, "specifiers").some(
        (one) =>
          one.importKind !== "type" &&
          (nameOf(nodeIn(one, "imported")) !== "spawn" || nameOf(nodeIn(one, "local")) !== "spawn"),
      );
    },
    says: "imports from node:child_process what is not `spawn`, or by another name: exec, execSync and fork take texts, or hide",
  },
  {
    code: "imported-plainly",
    wrong: (node) =>
      (["ImportExpression", "ExportNamedDeclaration", "ExportAllDeclaration"].includes(node.type) &&
        isChildProcess(nodeIn(node, "source"))) ||
      (node.type === "CallExpression" && nodesIn(node, "arguments").some(isChildProcess)),
    says: "gets node:child_process by another way than an import of `spawn`",
  },
  {
    code: "no-shell-option",
    wrong: (node) => node.type === "Property" && nameOf(nodeIn(node, "key")) === "shell",
    says: "has an option `shell`",
  },
  {
    code: "no-shell-named",
    wrong: (node) => shells.test(textOf(node) ?? ""),
    says: "names a shell",
  },
  {
    code: "words-apart",
    wrong: (node) => {
      if (node.type !== "CallExpression" || nameOf(nodeIn(node, "callee")) !== "spawn") return false;
      const [program, words] = nodesIn(node, "arguments");
      const isApart =
        program !== undefined && !["TemplateLiteral", "BinaryExpression"].includes(program.type);
      const plain = textOf(program ?? null);
      const areWords = words?.type === "ArrayExpression" || words?.type === "Identifier";
      return !isApart || !areWords || (plain !== null && /\s/.test(plain));
    },
    says: "calls spawn with a program that is put together, or without a list of words",
  },
  {
    code: "no-code-of-text",
    wrong: (node) =>
      ["CallExpression", "NewExpression"].includes(node.type) &&
      ["eval", "Function"].includes(nameOf(nodeIn(node, "callee")) ?? ""),
    says: "makes code of a text",
  },
  {
    code: "no-binding",
    wrong: (node) =>
      node.type === "MemberExpression" &&
      nameOf(nodeIn(node, "object")) === "process" &&
      ["binding", "_linkedBinding"].includes(nameOf(nodeIn(node, "property")) ?? ""),
    says: "reaches for Node's own parts",
  },
];

/** What is wrong with a file, as `code: line N says …`. @param file its name tells the language: .ts, .tsx, .mjs */
export function shellUses(text: string, file: string): string[] {
  const found: string[] = [];
  visit(text, file, (node) => {
    for (const { code, wrong, says } of rules)
      if (wrong(node)) found.push(`${code}: line ${lineAt(text, node.start)} ${says}`);
  });
  return found;
}

const lineAt = (text: string, offset: unknown): number | null =>
  typeof offset === "number" ? text.slice(0, offset).split("\n").length : null;
