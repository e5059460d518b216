import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import type { RdbCopy } from "@/server/redis/rdb-stream";

const BLOCK_BYTES = 256 * 1024;

/** A dump that an instance wrote on this machine, open for reading. The path came from the instance, and proves nothing. */
export interface OpenDump extends Pick<RdbCopy, "ending" | "read"> {
  readonly sizeBytes: number;
  /** When its last byte was written, Unix seconds. */
  readonly writtenUnixSeconds: number;
  /** Whether the path still leads to it, and it is what it was when it was opened. */
  isUnchanged(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens the file at `path`. A link is not followed, and a pipe or a device is not waited for.
 * @returns the open file, or why it cannot be read, as part of a sentence
 */
export async function openDump(path: string): Promise<OpenDump | { readonly why: string }> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return { why: causes[codeOf(error)] ?? `it cannot be opened (${codeOf(error)})` };
  }
  const first = await handle.stat({ bigint: true });
  if (!first.isFile()) {
    await handle.close();
    return { why: "what lies there is no file" };
  }
  // Into one block over and over: whoever reads has taken a piece before it asks for the next.
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  const same = (now: typeof first): boolean =>
    now.dev === first.dev &&
    now.ino === first.ino &&
    now.size === first.size &&
    now.mtimeNs === first.mtimeNs;
  return {
    sizeBytes: Number(first.size),
    writtenUnixSeconds: Number(first.mtimeNs / 1_000_000_000n),
    ending: { by: "length", bytes: Number(first.size) },
    async read() {
      const { bytesRead } = await handle.read(block, 0, BLOCK_BYTES);
      return bytesRead === 0 ? null : block.subarray(0, bytesRead);
    },
    async isUnchanged() {
      const there = await lstat(path, { bigint: true }).catch(() => null);
      return there !== null && same(there) && same(await handle.stat({ bigint: true }));
    },
    close: () => handle.close(),
  };
}

const causes: Readonly<Record<string, string>> = {
  ENOENT: "no file lies there",
  ENOTDIR: "no file lies there",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  ELOOP: "what lies there is a link, which is not followed",
  ENXIO: "what lies there is no file",
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
