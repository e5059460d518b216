import type { Readable } from "node:stream";

/** What a target keeps could not be written or read; `message` says why and what to do, and holds no secret. It is no damage. */
export class BackupFileError extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = "BackupFileError";
  }
}

/** A backup on its way to its place, where nobody takes it for a good one before it is kept. */
export interface BackupDraft {
  /** What `Backup.location` will be: `s3://bucket/key`; null: the folder in data-dir. */
  readonly location: string | null;
  /** Takes the bytes at once, and waits only where the target is behind by all the memory there is for it. @throws BackupFileError */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes it durable under its own name, once all of it is proven. @returns its size in bytes, as the target says @throws BackupFileError */
  keep(): Promise<number>;
  /** Whoever waits in `write` is let go, with an error: nothing of it will be kept. `drop` still clears up. */
  halt(): void;
  /** Nothing of it stays. */
  drop(): Promise<void>;
}

/** A backup that lies there, to be read once. Whoever does not read it to its end destroys the stream. */
export interface StoredBackup {
  /** As the target says, before anything was read. */
  readonly bytes: number;
  /** Ends with a BackupFileError where the target fails on the way. */
  readonly stream: Readable;
}

/** Where the backups lie that Tidemark keeps itself. Each is found by its id alone, never by a name that somebody else could give. */
export interface BackupTarget {
  /** What a backup may take there; null: not known, or no limit is. */
  roomBytes(): Promise<number | null>;
  /** @throws BackupFileError where nothing can be written there, as far as that shows at once */
  begin(id: string): Promise<BackupDraft>;
  /** A backup, to be read; null: it is not there. @throws BackupFileError where it cannot be read */
  open(id: string): Promise<StoredBackup | null>;
  /** Removes it, and whatever of it is half written. @throws BackupFileError */
  remove(id: string): Promise<void>;
  /** Whether it has a limit that can be reached, such as a disk's. */
  readonly bounded: boolean;
  /** For sentences: `the folder backups in data-dir`. */
  describe(): string;
}
