import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Backup } from "@/lib/contract";
import { formatBytes, formatCount } from "@/lib/format";
import { RdbFault, RdbReader, type RdbReport } from "@/lib/rdb";
import { BackupFileError, type BackupTarget, type StoredBackup } from "../targets/target";

/** What reading a kept file again says of it. */
export type Reread =
  | { readonly state: "same"; readonly text: string }
  | { readonly state: "damaged"; readonly text: string }
  /** It could not be read, which says nothing of what lies there. */
  | { readonly state: "unread"; readonly text: string };

export interface RereadOptions {
  readonly signal: AbortSignal;
  /** How fast it is read at most, so that neither a disk nor a core is taken from others. */
  readonly bytesPerSecond: number;
}

/**
 * Reads the file of a verified backup whole, and holds it against what was proven: its size, its SHA-256, its checksum and
 * every opcode, and what was counted.
 * @throws the signal's reason
 */
export async function reread(folder: BackupTarget, backup: Backup, options: RereadOptions): Promise<Reread> {
  try {
    const kept = await folder.open(backup.id);
    if (kept === null) return damaged("its file is gone.");
    if (kept.bytes !== backup.sizeBytes) {
      kept.stream.destroy();
      return damaged(
        `its file has ${formatCount(kept.bytes)} bytes instead of ${formatCount(backup.sizeBytes)}.`,
      );
    }
    return judge(backup, await readThrough(kept, options));
  } catch (problem) {
    if (options.signal.aborted) throw problem;
    return unread(problem);
  }
}

interface Found {
  readonly sha256: string;
  readonly walk: RdbReport | RdbFault;
}

/** The hash goes on to the end where the walk does not: it alone says whether the bytes are those that were stored. */
async function readThrough(
  { bytes, stream }: StoredBackup,
  { signal, bytesPerSecond }: RereadOptions,
): Promise<Found> {
  const hash = createHash("sha256");
  const reader = new RdbReader(bytes);
  const sinceMs = performance.now();
  let fault: RdbFault | null = null;
  let read = 0;
  for await (const piece of stream) {
    signal.throwIfAborted();
    if (!(piece instanceof Uint8Array)) throw new TypeError("a file is bytes");
    read += piece.length;
    hash.update(piece);
    fault ??= feed(reader, piece);
    const aheadMs = (read / bytesPerSecond) * 1000 - (performance.now() - sinceMs);
    if (aheadMs > 1) await delay(aheadMs, undefined, { signal });
  }
  if (fault !== null) return { sha256: hash.digest("hex"), walk: fault };
  const whole = caught(() => reader.end());
  return { sha256: hash.digest("hex"), walk: whole };
}

const feed = (reader: RdbReader, piece: Uint8Array): RdbFault | null =>
  caught<RdbFault | null>(() => {
    const taken = reader.feed(piece);
    return taken === piece.length ? null : new RdbFault("trailing-bytes", taken, "It goes on after its end");
  });

function caught<T>(work: () => T): T | RdbFault {
  try {
    return work();
  } catch (problem) {
    if (problem instanceof RdbFault) return problem;
    throw problem;
  }
}

function judge(backup: Backup, { sha256, walk }: Found): Reread {
  const differs = sha256 === backup.sha256 ? null : "its SHA-256 is another one";
  const broken = walk instanceof RdbFault ? walk.message : null;
  if (differs !== null)
    return damaged(`${differs}${broken === null ? "" : `, and its walk breaks: ${broken}`}.`);
  if (walk instanceof RdbFault)
    return damaged(`its bytes are those that were stored, and yet cannot be walked: ${walk.message}.`);
  if (walk.keys !== backup.keys || walk.expires !== backup.expires || walk.version !== backup.rdbVersion)
    return damaged(
      `it holds ${formatCount(walk.keys)} keys, ${formatCount(walk.expires)} with an expiry, and the list says ${formatCount(backup.keys)} and ${formatCount(backup.expires)}.`,
    );
  const sum = walk.checksum === "matches" ? "its CRC64 and " : "";
  return {
    state: "same",
    text: `Read again: all ${formatBytes(backup.sizeBytes)}, every opcode, ${sum}its SHA-256 are what was proven.`,
  };
}

const damaged = (what: string): Reread => ({ state: "damaged", text: `Verification failed: ${what}` });

function unread(problem: unknown): Reread {
  if (problem instanceof BackupFileError) return { state: "unread", text: problem.message };
  const code = problem instanceof Error && "code" in problem ? String(problem.code) : "unknown";
  return { state: "unread", text: `The file could not be read (${code}): look at the disk of data-dir.` };
}
