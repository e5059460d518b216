import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { must, pinned, root, Stop } from "./common.mjs";
import { pageFolder, stampName } from "./page-folder.mjs";

/** As public-url may have one (server/settings/public-url.ts). */
const shape = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/;

/**
 * Builds the page for a path, unless what stands was built from these very sources.
 * @param {string} basePath one such as `/tidemark`
 * @param {string} wanted the stamp of the build without a path, which stands by now
 */
export async function ensureBuiltFor(basePath, wanted) {
  if (!shape.test(basePath))
    throw new Stop(`"${basePath}" is no path to build for: write one like /tidemark.`);
  const folder = join(root, pageFolder(basePath));
  const stamp = join(folder, stampName);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stdout.write(`Building for ${basePath} …\n`);
  mkdirSync(dirname(folder), { recursive: true });
  // Next adds a build's own types to the project's settings, and names them in next-env.d.ts. Those are for who works on
  // the page, and the build without a path has them: so this one has settings of its own, and that file stays as it is.
  const settings = `${folder}.tsconfig.json`;
  writeFileSync(settings, `${JSON.stringify({ extends: "../../tsconfig.json" })}\n`);
  const declarations = join(root, "next-env.d.ts");
  const before = existsSync(declarations) ? readFileSync(declarations) : null;
  try {
    const [node, argv] = pinned("next", "build");
    await must(`The build of the page for ${basePath}`, node, argv, {
      quiet: true,
      env: { PAGE_BASE_PATH: basePath },
    });
  } finally {
    if (before !== null) writeFileSync(declarations, before);
    rmSync(settings, { force: true });
  }
  // Three quarters of what Next leaves; it would make the next build of these very sources quicker, and there is none.
  rmSync(join(folder, "cache"), { recursive: true, force: true });
  writeFileSync(stamp, wanted);
}
