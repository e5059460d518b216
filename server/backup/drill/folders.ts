import { chown, mkdir, readdir, readlink, realpath, rm } from "node:fs/promises";
import { join } from "node:path";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Whom a throw-away server runs as where Tidemark is root: a user that owns nothing (Linux: nobody). */
const NOBODY = 65_534;

/** Null: Tidemark has no more rights than the server should have, and no way to give it fewer. */
export const underling = (): Owner | null => (process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : null);

/** The folders of drills: `data-dir/drill`, one below it for each, made for its owner alone and named by the run. */
export class DrillFolders {
  readonly #root: string;

  constructor(dataDir: string) {
    this.#root = join(dataDir, "drill");
  }

  pathOf(run: string): string {
    return join(this.#root, run);
  }

  /** Makes the folder; still Tidemark's own. */
  async make(run: string): Promise<string> {
    const dir = this.pathOf(run);
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
    await mkdir(dir, { mode: 0o700 });
    return dir;
  }

  /**
   * Gives the folder and a file in it to the server's user. It gets there although `data-dir` is closed to it: the folder is
   * its working directory from before it was given away.
   */
  async giveAway(run: string, file: string): Promise<void> {
    const owner = underling();
    if (owner === null) return;
    for (const path of [join(this.pathOf(run), file), this.pathOf(run)])
      await chown(path, owner.uid, owner.gid);
  }

  /** Ends whatever runs in the folder, and removes it. */
  async clear(run: string): Promise<void> {
    await endProcessesIn(this.pathOf(run));
    await rm(this.pathOf(run), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  /** The runs whose folders are there. */
  async all(): Promise<string[]> {
    const entries = await readdir(this.#root, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }
}

/**
 * SIGKILL to each process whose working directory is `dir`: no file has to be trusted that says which one it was, and no
 * number that may be another process' by now. Linux only; elsewhere no drill is made.
 */
async function endProcessesIn(dir: string): Promise<void> {
  // What the system tells has no links in it.
  const real = await realpath(dir).catch(() => null);
  if (real === null) return;
  const entries = await readdir("/proc").catch(() => []);
  for (const pid of entries.filter((name) => /^\d+$/.test(name))) {
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    if (cwd !== real) continue;
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}
