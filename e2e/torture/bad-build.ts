import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { bundleOptions } from "@/server/boot/bundle-options.mjs";

const root = join(import.meta.dirname, "../..");

/** Puts other text in the place of a piece of one source file, which must be there exactly once. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Bundles the server with a defect put into it, beside the true one.
 * @returns its command line
 * @throws Error where a piece to be changed is no longer there: the defect must then be described anew
 */
export async function buildWith(name: string, changes: readonly Change[]): Promise<string> {
  const outfile = join(root, "dist/torture", `${name}.js`);
  const made = new Set<string>();
  await build({
    ...bundleOptions,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "warning",
    sourcemap: false,
    outfile,
    plugins: [defect(changes, made)],
  });
  const unread = changes.filter(({ file }) => !made.has(file));
  if (unread.length > 0) throw new Error(`${name}: ${unread[0]?.file} is no part of the server any more`);
  return outfile;
}

const defect = (changes: readonly Change[], made: Set<string>): Plugin => ({
  name: "defect",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const file = relative(root, path);
      const here = changes.filter((one) => one.file === file);
      if (here.length === 0) return null;
      made.add(file);
      let contents = await readFile(path, "utf8");
      for (const { from, to } of here) {
        const pieces = contents.split(from);
        if (pieces.length !== 2)
          throw new Error(`${file} holds ${JSON.stringify(from)} ${pieces.length - 1} times, not once`);
        contents = pieces.join(to);
      }
      return { contents, loader: "ts" };
    });
  },
});
