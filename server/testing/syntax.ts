import { parseAst } from "vitest/node";

/** A piece of a program, as ESTree has it. */
export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

export const nodeIn = (node: Node, field: string): Node | null => {
  const value = node[field];
  return isNode(value) ? value : null;
};
export const nodesIn = (node: Node, field: string): Node[] => {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
};
/** The text of a string that is written as one; null: it is none, or put together. */
export const textOf = (node: Node | null): string | null =>
  node?.type === "Literal" && typeof node.value === "string" ? node.value : null;

/** Shows each node of a source, whole before its parts. @param file its name tells the language: .ts, .tsx, .mjs */
export function visit(source: string, file: string, see: (node: Node) => void): void {
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) walk(one);
    if (!isNode(value)) return;
    see(value);
    for (const field of Object.values(value)) if (typeof field === "object") walk(field);
  };
  walk(parseAst(source, { lang: file.endsWith(".tsx") ? "tsx" : "ts" }).body);
}
