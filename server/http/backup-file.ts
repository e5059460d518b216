import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import type { Backup } from "@/lib/contract";
import type { BackupFolder } from "@/server/backup/folder";
import { ProblemError } from "@/server/errors";

const BLOCK_BYTES = 256 * 1024;

const refused = (detail: string): ProblemError =>
  new ProblemError(409, "not-verified", "This backup is not verified", detail);

/**
 * The file of a verified backup, as attachment, hashed anew while it is read. Its last block leaves only once the hash is the
 * one that was kept: of a file that has changed nobody gets the whole.
 * @param damaged hears why the file is no longer what was stored
 * @throws ProblemError `not-verified`
 */
export async function backupFile(
  folder: BackupFolder,
  backup: Backup,
  damaged: (why: string) => void,
): Promise<Response> {
  const { id, sha256, sizeBytes, state } = backup;
  if (state !== "verified" || sha256 === null || sizeBytes === null)
    throw refused(
      backup.method === "bgsave" && state === "saved"
        ? "The instance saved it on its own disk, and Tidemark did not read that file. Back up over the wire instead."
        : `It is ${state}: only what was read whole and proven is given out.`,
    );
  const handle = await folder.open(id);
  const found = handle === null ? null : (await handle.stat()).size;
  if (handle === null || found !== sizeBytes) {
    await handle?.close();
    const why =
      found === null
        ? "Verification failed: its file is gone."
        : `Verification failed: its file has ${found} bytes instead of ${sizeBytes}.`;
    damaged(why);
    throw refused(`${why} It is marked as damaged.`);
  }
  const blocks = provenBlocks(handle, sha256, damaged);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await blocks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => void blocks.return(),
    },
    // Nothing is read ahead of a reader: to an error that no read waits for, @hono/node-server gives a proper end
    // (handleResponseError), and half a file would look whole.
    { highWaterMark: 0 },
  );
  const moment = backup.startedAt.slice(0, 19).replaceAll(":", "");
  return new Response(body, {
    headers: {
      "Content-Type": "application/octet-stream",
      "Content-Length": String(sizeBytes),
      "Content-Disposition": `attachment; filename="${backup.group}-${moment}Z.rdb"`,
      // RFC 9530.
      "Repr-Digest": `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
    },
  });
}

async function* provenBlocks(
  handle: FileHandle,
  sha256: string,
  damaged: (why: string) => void,
): AsyncGenerator<Uint8Array, void> {
  const hash = createHash("sha256");
  try {
    let held: Uint8Array | null = null;
    for (;;) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(BLOCK_BYTES), 0, BLOCK_BYTES);
      if (bytesRead === 0) break;
      if (held !== null) yield held;
      held = buffer.subarray(0, bytesRead);
      hash.update(held);
    }
    if (hash.digest("hex") !== sha256) {
      const why = "Verification failed: the file is not what was stored, its SHA-256 is another one.";
      damaged(why);
      throw new Error(why);
    }
    if (held !== null) yield held;
  } finally {
    await handle.close();
  }
}
