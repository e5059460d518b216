// Bundles the server's own code; packages stay outside, so that native ones are found where npm put them.
import { chmodSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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
  sourcemap: true,
  alias: { "@": "." },
  logLevel: "warning",
});
chmodSync(`${root}/dist/cli.js`, 0o755);
