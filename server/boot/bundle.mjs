// Bundles the server's own code.
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { buildRouter } from "./build-router.mjs";
import { bundleOptions } from "./bundle-options.mjs";

await build(bundleOptions);
chmodSync(join(bundleOptions.absWorkingDir, bundleOptions.outfile), 0o755);
await buildRouter();
