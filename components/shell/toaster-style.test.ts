import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

// Seen after style elements were asked for a nonce: toasts came without their styles, as words at the page's end.
test("The page's policy lets in the styles of toasts, as the installed library writes them", () => {
  const library = readFileSync("node_modules/sonner/dist/index.mjs", "utf8");
  const [, literal = ""] = /__insertCSS\(("(?:[^"\\]|\\.)*")\)/.exec(library) ?? [];
  const styles: unknown = JSON.parse(literal);
  const policy = readFileSync("proxy.ts", "utf8");
  expect(policy).toContain(`${hashOf("")} ${hashOf(String(styles))}`);
});
