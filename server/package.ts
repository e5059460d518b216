import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const Manifest = z.object({ name: z.string(), version: z.string() });

/** Where the package lies, found from this file upwards: it runs as `server/package.ts` and bundled into `dist`. */
export function packageRoot(from: string = import.meta.dirname): string {
  if (existsSync(join(from, "package.json"))) return from;
  const above = dirname(from);
  if (above === from) throw new Error("no package.json above this file");
  return packageRoot(above);
}

export const packageVersion = (): string =>
  Manifest.parse(JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"))).version;
