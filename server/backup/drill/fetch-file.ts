import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Backup } from "@/lib/contract";
import { formatBytes, formatCount } from "@/lib/format";
import { RdbFault, RdbReader, type RdbReport } from "@/lib/rdb";
import { BackupFileError, type BackupTarget } from "../targets/target";
import { DrillFault } from "./fault";

const damaged = (why: string): DrillFault =>
  new DrillFault(`The kept file is not what was stored: ${why} It is marked as damaged. Take a new backup.`, {
    isDamaged: true,
  });

/**
 * Copies the file of a backup to `to`, hashed and walked as it streams: what is not what was proven reaches no server.
 * It is copied and never linked, so that nothing the server does can reach the kept one.
 * @returns what the file holds
 * @throws DrillFault; the signal's reason
 */
export async function fetchFile(
  backup: Backup,
  { backups, to, signal, onBytes }: FetchOptions,
): Promise<RdbReport> {
  const { id, sizeBytes, sha256 } = backup;
  const source = await backups.open(id).catch((problem: unknown) => {
    throw explain(problem);
  });
  if (source === null) throw damaged("its file is gone.");
  try {
    const { bytes: size } = source;
    if (size !== sizeBytes)
      throw damaged(`it has ${formatCount(size)} bytes instead of ${formatCount(sizeBytes)}.`);
    const room = await backups.roomBytes();
    if (room !== null && room < size)
      throw new DrillFault(
        `The copy takes ${formatBytes(size)}, and the disk of data-dir has room for ${formatBytes(room)}: make room.`,
      );
    const target = await open(to, "wx", 0o600);
    const hash = createHash("sha256");
    const reader = new RdbReader(size);
    try {
      let bytes = 0;
      for await (const block of source.stream) {
        signal.throwIfAborted();
        hash.update(block);
        walk(reader, block);
        await target.writeFile(block);
        bytes += block.length;
        onBytes(bytes, size);
      }
    } finally {
      await target.close();
    }
    if (hash.digest("hex") !== sha256) throw damaged("its SHA-256 is another one.");
    return reader.end();
  } catch (problem) {
    throw explain(problem);
  } finally {
    source.stream.destroy();
  }
}

export interface FetchOptions {
  readonly backups: BackupTarget;
  /** Where the copy is to lie. */
  readonly to: string;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number, total: number) => void;
}

function walk(reader: RdbReader, block: Uint8Array): void {
  if (reader.feed(block) < block.length) throw damaged("something follows its end mark.");
}

function explain(problem: unknown): unknown {
  if (problem instanceof RdbFault) return damaged(`it is no good RDB (${problem.message}).`);
  if (problem instanceof BackupFileError) return new DrillFault(problem.message);
  const code = problem instanceof Error && "code" in problem ? problem.code : null;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new DrillFault("The disk of data-dir is full: make room, and drill again.");
  return problem;
}
