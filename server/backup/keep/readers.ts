import type { BackupTarget } from "../targets/target";

/** A folder that knows which of its files are being read, so that none is deleted under its reader. */
export interface ReadFolder extends BackupTarget {
  isRead(id: string): boolean;
}

/**
 * Counts who reads what: a download, a drill, a restore, a proof, whoever opens a file, until it is closed. Readers of other
 * processes are not seen; what they have open stays readable to them.
 */
export function countReaders(folder: BackupTarget): ReadFolder {
  const readers = new Map<string, number>();
  const count = (id: string, by: number): void => {
    const now = (readers.get(id) ?? 0) + by;
    if (now > 0) readers.set(id, now);
    else readers.delete(id);
  };
  return {
    bounded: folder.bounded,
    roomBytes: () => folder.roomBytes(),
    begin: (id) => folder.begin(id),
    remove: (id) => folder.remove(id),
    describe: () => folder.describe(),
    async open(id) {
      // Counted before it is open, or it could be deleted in between.
      count(id, 1);
      const stored = await folder.open(id).catch((problem: unknown) => {
        count(id, -1);
        throw problem;
      });
      if (stored === null) count(id, -1);
      else stored.stream.once("close", () => count(id, -1));
      return stored;
    },
    isRead: (id) => readers.has(id),
  };
}
