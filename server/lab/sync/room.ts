import { statfs } from "node:fs/promises";
import type { Room } from "@/lib/lab/sync-refusal";
import { memoryCap } from "@/server/backup/drill/memory";

/** What may be taken of memory here, and what is free on the disk of a folder. */
export async function roomAt(dir: string): Promise<Room> {
  const { bavail, bsize } = await statfs(dir);
  return { memoryBytes: memoryCap(), diskBytes: bavail * bsize };
}

/** The same before there is a folder. */
export const roomInMemory = (): Room => ({ memoryBytes: memoryCap(), diskBytes: null });
