import type { S3 } from "./client";
import { S3Fault } from "./faults";
import type { S3Place } from "./place";

/**
 * Removes that very object, and ends the uploads to it that nobody completed. Where the bucket keeps versions, the former one
 * stays behind a delete marker for as long as the bucket's owner has set: what was deleted by mistake can be had back.
 * @throws BackupFileError
 */
export async function removePlace(s3: S3, place: S3Place): Promise<void> {
  const { bucket: Bucket, key: Key } = place;
  for (const UploadId of await uploadsTo(s3, place))
    await s3
      .ask({ permission: "s3:AbortMultipartUpload", bucket: Bucket, key: Key }, (client) =>
        client.send(new s3.sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
      )
      .catch(unlessGone);
  await s3
    .ask({ permission: "s3:DeleteObject", bucket: Bucket, key: Key }, (client) =>
      client.send(new s3.sdk.DeleteObjectCommand({ Bucket, Key })),
    )
    .catch(unlessGone);
}

/** Ids of the uploads to exactly this key. A key is an id's alone: there are few, and one answer holds them. */
async function uploadsTo(s3: S3, { bucket: Bucket, key }: S3Place): Promise<string[]> {
  const { Uploads = [] } = await s3.ask(
    { permission: "s3:ListBucketMultipartUploads", bucket: Bucket, key: null },
    (client) => client.send(new s3.sdk.ListMultipartUploadsCommand({ Bucket, Prefix: key })),
  );
  return Uploads.flatMap(({ Key, UploadId }) => (Key === key && UploadId !== undefined ? [UploadId] : []));
}

function unlessGone(problem: unknown): void {
  if (problem instanceof S3Fault && (problem.code === "NoSuchUpload" || problem.code === "NoSuchKey")) return;
  throw problem;
}
