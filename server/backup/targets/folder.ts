import { constants } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { folderIn, hasOwnFolder, openOwnFile } from "./confine";
import { type BackupDraft, BackupFileError, type BackupTarget } from "./target";

const RESERVE_BYTES = 64 * 1024 * 1024;
/** What a small disk is asked to spare. */
const RESERVE_SHARE = 0.05;
const BLOCK_BYTES = 1024 * 1024;
const BLOCKS = 4;
const READ_BYTES = 256 * 1024;

/** The folder `data-dir/backups`: one file for each backup, named by its id. */
export function createBackupFolder(dataDir: string): BackupTarget {
  const dir = folderIn(dataDir);
  const nameOf = (id: string): string => `${checked(id)}.rdb`;
  const final = (id: string): string => join(dir, nameOf(id));
  const draft = (id: string): string => `${final(id)}.part`;
  return {
    async roomBytes() {
      try {
        const { bavail, blocks, bsize } = await statfs(dataDir);
        return Math.max(0, bavail * bsize - Math.min(RESERVE_BYTES, blocks * bsize * RESERVE_SHARE));
      } catch {
        return null;
      }
    },
    async begin(id) {
      const handle = await explained(async () => {
        await mkdir(dir, { recursive: true, mode: 0o700 });
        await hasOwnFolder(dataDir);
        return open(
          draft(id),
          constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW,
          0o600,
        );
      });
      return new Draft(handle, draft(id), final(id), dir);
    },
    async open(id) {
      try {
        const { handle, bytes } = await openOwnFile(dataDir, nameOf(id));
        return { bytes, stream: handle.createReadStream({ highWaterMark: READ_BYTES }) };
      } catch (error) {
        if (codeOf(error) !== "ENOENT") throw explain(error);
        // A disk that is not mounted has none of the files, and none of them is lost by that.
        if (await explained(() => hasOwnFolder(dataDir))) return null;
        throw new BackupFileError(
          "The folder backups in data-dir is not there: mount its disk, or put it back.",
        );
      }
    },
    async remove(id) {
      const paths = [draft(id), final(id)];
      await explained(async () => {
        if (await hasOwnFolder(dataDir)) for (const path of paths) await rm(path, { force: true });
      });
    },
    bounded: true,
    describe: () => "the folder backups in data-dir",
  };
}

/** Ids are ours, and yet what a path is made of is looked at. */
function checked(id: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new BackupFileError("This is no backup's id.");
}

/** Gathers pieces into blocks, and writes one while the next fills: memory stays at the blocks, however slow the disk is. */
class Draft implements BackupDraft {
  readonly location = null;
  readonly #free = Array.from({ length: BLOCKS }, () => Buffer.allocUnsafeSlow(BLOCK_BYTES));
  #block: Buffer<ArrayBuffer> | null = null;
  #filled = 0;
  #position = 0;
  #problem: unknown = null;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
    private readonly finalPath: string,
    private readonly dir: string,
  ) {}

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      this.#block ??= this.#free.pop() ?? null;
      if (this.#block === null) {
        await this.#writing;
        continue;
      }
      if (this.#problem !== null) break;
      const taken = Math.min(bytes.length - at, BLOCK_BYTES - this.#filled);
      this.#block.set(bytes.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === BLOCK_BYTES) this.#flush();
    }
    if (this.#problem !== null) throw explain(this.#problem);
  }

  async keep(): Promise<number> {
    return explained(async () => {
      this.#flush();
      await this.#writing;
      if (this.#problem !== null) throw this.#problem;
      await this.handle.sync();
      const { size } = await this.handle.stat();
      await this.#close();
      await rename(this.path, this.finalPath);
      const folder = await open(this.dir, constants.O_RDONLY);
      await folder.sync().finally(() => folder.close());
      return size;
    });
  }

  /** A disk does not make anybody wait for long. */
  halt(): void {}

  async drop(): Promise<void> {
    await this.#writing;
    await this.#close().catch(() => {});
    await rm(this.path, { force: true });
  }

  #flush(): void {
    const [block, length, position] = [this.#block, this.#filled, this.#position];
    if (block === null || length === 0) return;
    [this.#block, this.#filled, this.#position] = [null, 0, position + length];
    this.#writing = this.#writing.then(async () => {
      if (this.#problem === null) await this.#put(block, length, position);
      this.#free.push(block);
    });
  }

  async #put(block: Buffer<ArrayBuffer>, length: number, position: number): Promise<void> {
    try {
      for (let at = 0; at < length; )
        at += (await this.handle.write(block, at, length - at, position + at)).bytesWritten;
    } catch (problem) {
      this.#problem = problem;
    }
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.handle.close();
  }
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error);
  }
}

const causes: Readonly<Record<string, string>> = {
  ENOSPC: "The disk of data-dir is full: make room, or name another data-dir.",
  EDQUOT: "The disk quota of data-dir is used up: raise it, or name another data-dir.",
  EROFS: "The disk of data-dir cannot be written: it is mounted read-only.",
  EACCES: "The folder backups in data-dir may not be written or read by this user.",
  ELOOP: "What lies in the backup's place is a link, which is not followed.",
  EIO: "The disk of data-dir reports a fault (EIO).",
  ENOENT: "The folder backups in data-dir went away while it was written to.",
};

function explain(error: unknown): BackupFileError {
  if (error instanceof BackupFileError) return error;
  const code = codeOf(error);
  return new BackupFileError(causes[code] ?? `The backup's file could not be written or read (${code}).`);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
