import { statfs } from "node:fs/promises";
import type { SyncSettings } from "@/lib/contract";
import { syncRefusal } from "@/lib/lab/sync-refusal";
import { memoryCap } from "@/server/backup/drill/memory";

/**
 * Why this machine cannot hold such an experiment whose servers would lie in `dir`, with the figures and what to do; null: it can.
 * @param dir null: nobody knows yet, and its disk is not judged
 */
export async function refusalAt(dir: string | null, settings: SyncSettings): Promise<string | null> {
  const disk = dir === null ? null : await statfs(dir);
  const diskBytes = disk === null ? null : disk.bavail * disk.bsize;
  return syncRefusal({ settings, place: "throwaway", room: { memoryBytes: memoryCap(), diskBytes } });
}
