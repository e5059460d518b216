// Builds `tidemark/router`. All its types stand in one file, which needs nothing but ioredis' own.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { routerBundleOptions } from "./bundle-options.mjs";
import { must, pinned, root } from "./common.mjs";

/** What index.ts adds to public.ts. */
const factory = "export declare const createReadRouter: CreateReadRouter;\n";

/** Writes dist/router.js and dist/router.d.ts. */
export async function buildRouter() {
  await build(routerBundleOptions);
  const made = "dist/router-types";
  const [node, argv] = pinned(
    "tsc",
    "server/router/public.ts",
    ...["--ignoreConfig", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck"],
    ...["--declaration", "--emitDeclarationOnly", "--outDir", made],
    ...["--target", "es2023", "--module", "esnext", "--moduleResolution", "bundler", "--types", "node"],
  );
  await must("The declaration of the router's types", node, argv, { quiet: true });
  writeFileSync(
    join(root, "dist/router.d.ts"),
    readFileSync(join(root, made, "public.d.ts"), "utf8") + factory,
  );
  rmSync(join(root, made), { recursive: true });
}
