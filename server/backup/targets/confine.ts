import { constants } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { BackupFileError } from "./target";

const FOLDER = "backups";

export const folderIn = (dataDir: string): string => join(dataDir, FOLDER);

/**
 * Sees that the folder of backups lies in data-dir itself. data-dir may be reached by links, for whoever wrote the settings
 * named it; from there on none is followed: it would show whatever it leads to as a backup, or have backups written there.
 * @returns whether it is there @throws BackupFileError where it is a link; the error of the file system
 */
export async function hasOwnFolder(dataDir: string): Promise<boolean> {
  const there = await realpath(folderIn(dataDir)).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  if (there === null || there === folderIn(await realpath(dataDir))) return there !== null;
  throw new BackupFileError(
    "The folder backups in data-dir is a link, which is not followed: mount its disk there instead.",
  );
}

/**
 * Opens a file of the folder for reading. Looked at after it was opened, so that nothing can be put in its place meanwhile:
 * what is open must be the very file that lies there by a path without links.
 * @param name its name in the folder
 * @throws BackupFileError; the error of the file system
 */
export async function openOwnFile(
  dataDir: string,
  name: string,
): Promise<{ handle: FileHandle; bytes: number }> {
  const path = join(folderIn(dataDir), name);
  // A pipe is not waited for: it would hold up one of the few threads that read files.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    await hasOwnFolder(dataDir);
    const [is, lies] = [await handle.stat(), await lstat(path)];
    if (!is.isFile()) throw new BackupFileError("What lies in the backup's place is no file.");
    if (is.ino !== lies.ino || is.dev !== lies.dev)
      throw new BackupFileError("The backup's file was changed for another one while it was opened.");
    return { handle, bytes: is.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
