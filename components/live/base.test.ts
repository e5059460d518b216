import { globSync, readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The module as a build for that path has it. */
async function builtFor(path: string | undefined) {
  vi.stubEnv("PAGE_BASE_PATH", path);
  vi.resetModules();
  return import("./base");
}

test("Under a path the browser asks for ours below it, and the page's own routes know nothing of it", async () => {
  const { withBase, withoutBase } = await builtFor("/ops/tidemark");
  expect(withBase("/api/health")).toBe("/ops/tidemark/api/health");
  expect(withoutBase("/ops/tidemark/g/orders")).toBe("/g/orders");
  expect(withoutBase("/ops/tidemark")).toBe("/");
  expect(withoutBase("/ops/tidemarks/g/orders")).toBe("/ops/tidemarks/g/orders");
});

test.each([undefined, ""])("Without a path (%j) addresses are what they are", async (path) => {
  const { withBase, withoutBase } = await builtFor(path);
  expect(withBase("/api/health")).toBe("/api/health");
  expect(withoutBase("/g/orders")).toBe("/g/orders");
});

/** What asks the browser for an address past Next, which puts the path before those of its links and its router alone. */
const pastNext = [
  /<(?:a|img|form|script)\b[^>]*?\b(?:href|src|action)=\{?["'`]\//,
  /\bfetch\(\s*["'`]\//,
  /\blocation\.(?:assign|replace)\(\s*["'`]\//,
  /\blocation(?:\.href)?\s*=\s*["'`]\//,
  /\bwindow\.open\(\s*["'`]\//,
];

test("No address that Next does not see is written without withBase", () => {
  const parts = globSync("{app,components}/**/*.{ts,tsx}").filter((path) => !/\.(test|fixture)\./.test(path));
  expect(parts.length).toBeGreaterThan(100);
  const found = parts.filter((path) => pastNext.some((pattern) => pattern.test(readFileSync(path, "utf8"))));
  expect(found).toEqual([]);
});
