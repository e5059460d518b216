import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GuideFile } from "@/lib/guide/files";
import { ProblemError } from "@/server/errors";

/**
 * Writes files into a folder, those with passwords for their owner alone.
 * @param force false: where one of them is there already, none is written.
 * @throws ProblemError `file-exists`
 */
export function writeFiles(dir: string, files: readonly GuideFile[], force: boolean): void {
  const there = files.find(({ name }) => existsSync(join(dir, name)));
  if (there !== undefined && !force)
    throw new ProblemError(
      409,
      "file-exists",
      "Nothing was written",
      `${join(dir, there.name)} is there already. Name another folder, or say --force to replace what is there.`,
    );
  for (const { name, text, secret } of files) {
    const path = join(dir, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // A mode counts only for a file that is new: one that is there goes, or a password would be read by whoever reads that.
    if (force) rmSync(path, { force: true });
    writeFileSync(path, text, { mode: secret ? 0o600 : 0o644, flag: "wx" });
  }
}
