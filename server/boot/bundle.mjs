// Bundles the server's own code; packages stay outside, so that native ones are found where npm put them.
import { chmodSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { heapFlags } from "./heap.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
await build({
  absWorkingDir: root,
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
});
chmodSync(`${root}/dist/cli.js`, 0o755);
