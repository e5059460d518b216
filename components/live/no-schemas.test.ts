import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const takesValues = /^import (?!type\b)[^;]*from "(?:@\/lib\/contract|zod)|import\("@\/lib\/contract/m;

it("takes only types from the contract, so that no page fetches its schemas", () => {
  const parts = globSync("{app,components}/**/*.{ts,tsx}").filter((path) => !/\.(test|fixture)\./.test(path));
  expect(parts.length).toBeGreaterThan(100);
  expect(parts.filter((path) => takesValues.test(readFileSync(path, "utf8")))).toEqual([]);
});
