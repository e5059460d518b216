import { createHash } from "node:crypto";
import { formatBytes } from "@/lib/format";
import { RdbReader, type RdbReport } from "@/lib/rdb";
import { copyFault } from "@/server/redis/copy-fault";
import type { RdbCopy } from "@/server/redis/rdb-stream";
import { type BackupDraft, BackupFileError } from "./targets/target";

/** A text may reach past the room there is by this much: then it is the room that is told, not the text. */
const SLACK_BYTES = 4 * 1024 ** 3;

/** How far a copy is. */
export interface Received {
  readonly bytes: number;
  readonly keys: number;
}

/** A data set that came whole. */
export interface WholeRdb {
  readonly report: RdbReport;
  readonly sha256: string;
}

/**
 * Takes a data set from the wire to the disk, one piece at a time, and proves each on its way: walked, summed and hashed
 * before the next is asked for, so that a hostile stream fills neither the memory nor the disk.
 * @param mostBytes what the disk has room for
 * @throws CopyFault, RdbFault, BackupFileError
 */
export async function receiveRdb(
  copy: Pick<RdbCopy, "ending" | "read">,
  draft: BackupDraft,
  { mostBytes, onPiece }: { mostBytes: number; onPiece: (received: Received) => void },
): Promise<WholeRdb> {
  const announced = copy.ending.by === "length" ? copy.ending.bytes : null;
  if (announced !== null && announced > mostBytes) throw noRoom(announced, mostBytes);
  const reader = new RdbReader(announced ?? mostBytes + SLACK_BYTES);
  const hash = createHash("sha256");
  const tail = tailOf(copy);
  let bytes = 0;
  for (;;) {
    const piece = await copy.read();
    if (piece === null) throw cutAfter(bytes, announced);
    const own = piece.subarray(0, announced === null ? piece.length : announced - bytes);
    const taken = reader.feed(own);
    hash.update(own.subarray(0, taken));
    bytes += taken;
    if (bytes > mostBytes) throw noRoom(bytes, mostBytes);
    await draft.write(own.subarray(0, taken));
    onPiece({ bytes, keys: reader.keys });
    const ended = reader.hasEnded || bytes === announced;
    if (ended && tail(own.subarray(taken), bytes))
      return { report: reader.end(), sha256: hash.digest("hex") };
  }
}

/** @returns whether what comes after the data set is all there. @throws CopyFault where it is something else */
function tailOf({ ending }: Pick<RdbCopy, "ending">): (rest: Uint8Array, bytes: number) => boolean {
  let seen = 0;
  return (rest, bytes) => {
    if (ending.by === "length") {
      if (bytes === ending.bytes) return true;
      throw copyFault(
        "not-redis",
        `It announced ${ending.bytes} bytes, and its data set ends after ${bytes}.`,
      );
    }
    const expected = ending.mark.subarray(seen, seen + rest.length);
    if (!expected.equals(rest.subarray(0, expected.length)))
      throw copyFault(
        "not-redis",
        `After ${bytes} bytes the data set ends, and its end mark is another one.`,
      );
    seen += expected.length;
    return seen === ending.mark.length;
  };
}

const cutAfter = (bytes: number, announced: number | null): Error =>
  copyFault(
    "cut",
    announced === null
      ? `The connection ended after ${formatBytes(bytes)}, before the end of the data set.`
      : `The connection ended after ${formatBytes(bytes)} of ${formatBytes(announced)}.`,
  );

const noRoom = (bytes: number, mostBytes: number): Error =>
  new BackupFileError(
    `The data set has at least ${formatBytes(bytes)}, and the disk of data-dir has room for ${formatBytes(mostBytes)}.`,
  );
