import { fileURLToPath } from "node:url";
import { heapFlags } from "./heap.mjs";

/** How the server's own code is bundled; packages stay outside, so that native ones are found where npm put them. */
export const bundleOptions = {
  absWorkingDir: fileURLToPath(new URL("../..", import.meta.url)),
  entryPoints: ["server/cli.ts"],
  outfile: "dist/cli.js",
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  packages: "external",
  // For a trace that is read afterwards: with maps on, Node would keep those of every package in memory, 50 MB of them.
  sourcemap: true,
  banner: { js: `#!/usr/bin/env -S node ${heapFlags.join(" ")}` },
  alias: { "@": "." },
  logLevel: "warning",
};

const { banner: _, ...withoutBanner } = bundleOptions;

/** The read router, for applications: `import { createReadRouter } from "tidemark/router"`. */
export const routerBundleOptions = {
  ...withoutBanner,
  entryPoints: ["server/router/index.ts"],
  outfile: "dist/router.js",
};
