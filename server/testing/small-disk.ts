import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk {
  readonly dir: string;
  /** Fills it to the last byte. */
  fill(): void;
  /** Gives back what `fill` took. */
  free(): void;
  /** Nothing on it can be written from here on. Whoever has a file open for writing keeps it from becoming so. */
  makeReadOnly(): void;
  close(): void;
}

/**
 * A disk of its own, so that it can be full: a tmpfs, which only root may mount.
 * @throws Error that says so: a test that cannot fill a disk has shown nothing.
 */
export function smallDisk(sizeMiB: number): SmallDisk {
  const dir = mkdtempSync(join(tmpdir(), "tidemark-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMiB}m`, "tmpfs", dir], { stdio: "pipe" });
  } catch (error) {
    rmdirSync(dir);
    throw new Error(
      `This test needs a disk that it can fill, and may not mount one: run it as root (${error})`,
    );
  }
  const ballast = join(dir, "ballast");
  const pour = (handle: number, bytes: number): void => {
    for (;;) writeSync(handle, Buffer.alloc(bytes));
  };
  return {
    dir,
    fill() {
      const handle = openSync(ballast, "a");
      for (const bytes of [65_536, 4_096, 1])
        try {
          pour(handle, bytes);
        } catch (error) {
          if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
        }
      closeSync(handle);
    },
    free: () => rmSync(ballast),
    makeReadOnly() {
      execFileSync("mount", ["-o", "remount,ro", dir], { stdio: "pipe" });
    },
    close() {
      // Lazily: a test that failed may have left files open on it.
      execFileSync("umount", ["--lazy", dir], { stdio: "pipe" });
      rmdirSync(dir);
    },
  };
}
