import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { receiveRdb } from "@/server/backup/receive";
import { createBackupFolder } from "@/server/backup/targets/folder";
import { copyOf, MARK, startSource } from "@/server/testing/copy";
import { pour } from "@/server/testing/hostile";
import { type Figure, once } from "./figure";
import { residentMiB } from "./process";

const ROOM_BYTES = 512 * 1024 * 1024;
const LOOK_EVERY_MS = 10;
const header = Buffer.from("REDIS0011", "latin1");
const key = (value: Buffer): Buffer => Buffer.concat([Buffer.from([0, 1, 107]), value]);
const many = (piece: Buffer): Buffer =>
  Buffer.concat(Array.from({ length: Math.ceil(65_536 / piece.length) }, () => piece));

/** What a source sends that never ends, each of them a sound RDB up to any of its bytes. */
const streams: Readonly<Record<string, Buffer>> = {
  "long texts": many(key(Buffer.concat([Buffer.from([0x43, 0xe8]), Buffer.alloc(1000)]))),
  "the smallest keys": many(key(Buffer.from([0]))),
  // Three compressed bytes that say they hold 264, the most that LZF can make of them.
  "compressed bytes that swell most": many(key(Buffer.from([0xc3, 3, 0x41, 8, 1, 2, 3]))),
  "aux fields": many(Buffer.from([0xfa, 1, 97, 0x40, 200, ...Array<number>(200).fill(98)])),
};

/** What a source that never ends takes of memory, up to the end of the room there is. Source and reader are one process here. */
export async function backupHostile(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const folder = createBackupFolder(dataDir);
  try {
    // What reading itself takes is there before the first is measured.
    await endless(folder, many(key(Buffer.from([0]))));
    const figures: Figure[] = [];
    for (const [what, piece] of Object.entries(streams))
      figures.push(
        figure(`memory over the base, ${what} without end`, await endless(folder, piece), "MiB", 64),
      );
    return figures;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function endless(folder: ReturnType<typeof createBackupFolder>, piece: Buffer): Promise<number> {
  const source = await startSource((socket) => {
    socket.write(`$EOF:${MARK}\r\n`);
    socket.write(header);
    pour(socket, piece);
  });
  const baseMiB = residentMiB(process.pid);
  let mostMiB = baseMiB;
  const timer = setInterval(() => {
    mostMiB = Math.max(mostMiB, residentMiB(process.pid));
  }, LOOK_EVERY_MS);
  const copy = await copyOf(source);
  const draft = await folder.begin(randomUUID());
  try {
    await receiveRdb(copy, draft, { mostBytes: ROOM_BYTES, onPiece: () => {} });
    throw new Error("what never ends was taken for whole");
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "BackupFileError") throw error;
    return mostMiB - baseMiB;
  } finally {
    clearInterval(timer);
    copy.close();
    await draft.drop();
    await source.close();
  }
}

const figure = once("backup-hostile");
