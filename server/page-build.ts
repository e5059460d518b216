import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pageFolder, stampName } from "./boot/page-folder.mjs";
import { ProblemError } from "./errors";
import { packageRoot } from "./package";

/**
 * Sees to it that there is a build of the pages for the path of public-url: Next bakes the path into what it builds
 * (docs/decisions/0038). Without a path the one that is always there will do, and this does nothing.
 * @param signal stops a build that is under way.
 * @throws ProblemError `pages-not-built`
 */
export async function ensurePages(
  publicUrl: string | null,
  { dev, signal }: { readonly dev: boolean; readonly signal?: AbortSignal },
): Promise<void> {
  const path = publicUrl === null ? "/" : new URL(publicUrl).pathname;
  if (path === "/") return;
  if (dev)
    throw notBuilt(
      `Pages that reload lie under no path, and public-url has ${path}.`,
      "Leave it out with --dev.",
    );
  if (isBuilt(path)) return;
  const child = spawn(process.execPath, [join(packageRoot(), "server/boot/build.mjs"), "--path", path], {
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal !== undefined && { signal }),
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const [code] = await once(child, "close").catch((error: Error) => [error.message]);
  if (code === 0 && isBuilt(path)) return;
  const reason = said.join("").trim().split("\n").at(-1) || String(code);
  throw notBuilt(
    `The pages could not be built for the path ${path}: ${reason}`,
    `Build them where the package can be written: npm run build -- --path ${path}`,
  );
}

const notBuilt = (what: string, cure: string): ProblemError =>
  new ProblemError(503, "pages-not-built", "Tidemark cannot serve its pages", `${what} ${cure}`);

/** A build for the path stands, and was made from the sources that the running program was made from. */
function isBuilt(path: string): boolean {
  const [own, general] = [pageFolder(path), "dist"].map((folder) => join(packageRoot(), folder, stampName));
  const read = (file: string | undefined) => (file && existsSync(file) ? readFileSync(file, "utf8") : null);
  return read(own) !== null && read(own) === read(general);
}
