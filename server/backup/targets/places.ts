import type { Backup } from "@/lib/contract";
import { createBackupFolder } from "./folder";
import { lazyS3, type S3Access } from "./s3/client";
import { S3Draft } from "./s3/draft";
import { keyFor, parsePlace } from "./s3/place";
import { readPlace } from "./s3/read";
import { removePlace } from "./s3/remove";
import { BackupFileError, type BackupTarget } from "./target";

/** Where new backups go. */
export type TargetSetting =
  | { readonly kind: "folder" }
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string };

/** The catalogue: what it says of a backup; null: it knows none of that id. */
export type Catalogue = (id: string) => Promise<Pick<Backup, "group" | "location" | "state"> | null>;

/**
 * Where backups lie: a new one where the settings say, each other one where its row in the catalogue says, so that those of
 * before a change of the settings are found.
 */
export function createBackupPlaces(options: {
  readonly dataDir: string;
  readonly target: TargetSetting;
  readonly s3: S3Access;
  readonly catalogue: Catalogue;
  readonly idleMs?: number;
}): BackupTarget {
  const { target, catalogue } = options;
  const folder = createBackupFolder(options.dataDir);
  const s3 = lazyS3(options.s3, options);
  const locationOf = async (id: string): Promise<string | null> => (await catalogue(id))?.location ?? null;
  return {
    bounded: target.kind === "folder",
    roomBytes: async () => (target.kind === "folder" ? folder.roomBytes() : null),
    async begin(id) {
      if (target.kind === "folder") return folder.begin(id);
      const row = await catalogue(id);
      if (row === null) throw new BackupFileError("The catalogue has no such backup, so it gets no place.");
      const { bucket, prefix } = target;
      return S3Draft.begin(await s3(), { bucket, key: keyFor(prefix, row.group, id) });
    },
    async open(id) {
      const location = await locationOf(id);
      return location === null ? folder.open(id) : readPlace(await s3(), parsePlace(location));
    },
    async remove(id) {
      const row = await catalogue(id);
      if (row !== null && row.location !== null) return removePlace(await s3(), parsePlace(row.location));
      await folder.remove(id);
      // Of one that was begun there and did not get as far as to say so.
      if (row?.state === "running" && target.kind === "s3")
        await removePlace(await s3(), { bucket: target.bucket, key: keyFor(target.prefix, row.group, id) });
    },
    describe: () => (target.kind === "folder" ? folder.describe() : `the bucket ${target.bucket}`),
  };
}
