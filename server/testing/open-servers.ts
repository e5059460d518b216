import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { LocalBinary } from "./versions";

const root = join(tmpdir(), "tidemark-open-servers");

/**
 * The same server where every user may execute it: an unpacked one lies in a home that is closed to all others, and what runs
 * without Tidemark's rights could not be started from there. Kept for the next run.
 */
export function openToAll(binary: LocalBinary): LocalBinary {
  const script = readFileSync(binary.path).subarray(0, 2).toString() === "#!";
  if (!script || process.getuid?.() !== 0) return binary;
  const from = dirname(binary.path);
  const suite = join(root, basename(from));
  mkdirSync(root, { recursive: true, mode: 0o755 });
  if (!existsSync(suite)) {
    const fresh = `${suite}.${process.pid}`;
    execFileSync("cp", ["-r", from, fresh]);
    execFileSync("find", [fresh, "-type", "d", "-exec", "chmod", "755", "{}", "+"]);
    for (const program of ["redis-server", "valkey-server"].map((name) => join(fresh, name)))
      if (existsSync(program))
        writeFileSync(program, readFileSync(program, "utf8").replaceAll(from, suite), { mode: 0o755 });
    try {
      renameSync(fresh, suite);
    } catch {
      // Another run was first.
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  return { ...binary, path: join(suite, basename(binary.path)) };
}
