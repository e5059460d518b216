import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { Backup } from "@/lib/contract";
import { BackupFileError, type BackupTarget } from "@/server/backup/targets/target";
import { ProblemError } from "@/server/errors";
import { whileAllowed } from "./while-allowed";

const refused = (detail: string): ProblemError =>
  new ProblemError(409, "not-verified", "This backup is not verified", detail);

/**
 * The file of a verified backup, as attachment, hashed anew while it is read. Its last block leaves only once the hash is the
 * one that was kept: of a file that has changed nobody gets the whole.
 * @param announce writes down that it leaves, before any of it does; where that fails, nothing leaves
 * @param damaged hears why the file is no longer what was stored
 * @param mayStill whether whoever reads it still may: asked while it leaves
 * @throws ProblemError `not-verified`, `backup-unreachable`
 */
export async function backupFile(
  target: BackupTarget,
  backup: Backup,
  announce: () => Promise<void>,
  damaged: (why: string) => void,
  mayStill: () => Promise<boolean> = async () => true,
): Promise<Response> {
  const { id, sha256, sizeBytes, state } = backup;
  if (state !== "verified" || sha256 === null || sizeBytes === null)
    throw refused(
      backup.method === "bgsave" && state === "saved"
        ? "The instance saved it on its own disk, and Tidemark did not read that file. Back up over the wire instead."
        : `It is ${state}: only what was read whole and proven is given out.`,
    );
  const stored = await target.open(id).catch(unreachable);
  if (stored?.bytes !== sizeBytes) {
    stored?.stream.destroy();
    const why =
      stored === null
        ? "Verification failed: its file is gone."
        : `Verification failed: its file has ${stored.bytes} bytes instead of ${sizeBytes}.`;
    damaged(why);
    throw refused(`${why} It is marked as damaged.`);
  }
  try {
    await announce();
  } catch (error) {
    stored.stream.destroy();
    throw error;
  }
  const blocks = whileAllowed(provenBlocks(stored.stream, sha256, damaged), mayStill);
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
  stream: Readable,
  sha256: string,
  damaged: (why: string) => void,
): AsyncGenerator<Uint8Array, void> {
  const hash = createHash("sha256");
  let held: Uint8Array | null = null;
  for await (const block of stream) {
    if (!(block instanceof Uint8Array)) throw new TypeError("a backup is read as bytes");
    if (held !== null) yield held;
    held = block;
    hash.update(block);
  }
  if (hash.digest("hex") !== sha256) {
    const why = "Verification failed: the file is not what was stored, its SHA-256 is another one.";
    damaged(why);
    throw new Error(why);
  }
  if (held !== null) yield held;
}

/** A place that cannot be used now says nothing of what lies there. @throws ProblemError `backup-unreachable` */
export function unreachable(problem: unknown): never {
  if (!(problem instanceof BackupFileError)) throw problem;
  throw new ProblemError(
    502,
    "backup-unreachable",
    "The place of this backup cannot be reached",
    problem.message,
  );
}
