// Bundles the server's own code.
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { buildRouter } from "./build-router.mjs";
import { bundleOptions } from "./bundle-options.mjs";

await build(bundleOptions);
// A program of its own that the lab starts: it makes the load.
await build({
  ...bundleOptions,
  entryPoints: ["server/lab/scaling/load-process.ts"],
  outfile: "dist/lab-load.js",
});
chmodSync(join(bundleOptions.absWorkingDir, bundleOptions.outfile), 0o755);
await buildRouter();
