import type { Backup } from "@/lib/contract";
import { BackupFileError, type BackupTarget } from "@/server/backup/targets/target";

/** What is read at once, and held against its hash before any of it is used. */
export const BLOCK_BYTES = 1024 * 1024;

/**
 * The file of a backup, block by block: each is whole but the last, and good until the next is asked for.
 * @throws BackupFileError where it is gone, has another size, or cannot be read
 */
export async function* blocksOf(
  target: BackupTarget,
  { id, sizeBytes }: Backup,
): AsyncGenerator<Buffer, void> {
  const stored = await target.open(id);
  if (stored === null) throw new BackupFileError("The backup's file is gone.");
  const { bytes, stream } = stored;
  try {
    if (bytes !== sizeBytes)
      throw new BackupFileError(`The backup's file has ${bytes} bytes instead of ${sizeBytes}.`);
    const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    let filled = 0;
    for await (const piece of stream)
      for (let at = 0; at < piece.length; ) {
        const taken = Math.min(piece.length - at, BLOCK_BYTES - filled);
        block.set(piece.subarray(at, at + taken), filled);
        filled += taken;
        at += taken;
        if (filled < BLOCK_BYTES) continue;
        yield block;
        filled = 0;
      }
    if (filled > 0) yield block.subarray(0, filled);
  } finally {
    stream.destroy();
  }
}
