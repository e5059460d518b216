import { BackupFileError } from "../target";

/** One object of a store. */
export interface S3Place {
  readonly bucket: string;
  readonly key: string;
}

export const formatPlace = ({ bucket, key }: S3Place): string => `s3://${bucket}/${key}`;

/** What `Backup.location` names. @throws BackupFileError where it names nothing of ours */
export function parsePlace(location: string): S3Place {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.{1,1024})$/.exec(location) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  throw new BackupFileError("The catalogue names no place in an S3 store that can be one.");
}

/**
 * The key of a backup: made of its id, under its group, so that whoever has lost data-dir still sees what is what. It is never
 * read back: what lies where is what the catalogue says.
 */
export function keyFor(prefix: string, group: string, id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new BackupFileError("This is no backup's id.");
  const safe = group.replaceAll(/[^A-Za-z0-9_-]+/g, "-").slice(0, 64);
  return [prefix, safe, `${id}.rdb`].filter((part) => part !== "").join("/");
}
