import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "..");
const sources = [
  "app",
  "components",
  "lib",
  "public",
  "server",
  "next.config.mjs",
  "package.json",
  "package-lock.json",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
];

/** A copy of these sources that a test may change, with a `.next` of its own. */
export interface House {
  readonly path: string;
  /** Changes one place of one file. Throws when the file does not have it. */
  change(file: string, from: string, to: string): void;
}

/** Copies the sources to `path`, a folder below this house: Next finds packages no higher than its topmost lockfile. */
export function copyHouse(path: string): House {
  mkdirSync(path, { recursive: true });
  for (const name of sources) cpSync(join(root, name), join(path, name), { recursive: true });
  symlinkSync(relative(path, join(root, "node_modules")), join(path, "node_modules"));
  return {
    path,
    change(file, from, to) {
      const before = readFileSync(join(path, file), "utf8");
      if (!before.includes(from)) throw new Error(`${file} does not have: ${from}`);
      writeFileSync(join(path, file), before.replace(from, to));
    },
  };
}
