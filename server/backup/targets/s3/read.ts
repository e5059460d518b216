import { Readable } from "node:stream";
import { BackupFileError, type StoredBackup } from "../target";
import type { S3 } from "./client";
import { faultOf, S3Fault } from "./faults";
import { formatPlace, type S3Place } from "./place";

/** A connection that breaks this often without a byte in between stays broken. */
const MOST_TRIES = 3;

/** What lies there, to be read; null: nothing does. @throws BackupFileError where nobody can say */
export async function readPlace(s3: S3, place: S3Place): Promise<StoredBackup | null> {
  try {
    const first = await get(s3, place, null);
    return { bytes: first.bytes, stream: Readable.from(pieces(s3, place, first), { objectMode: false }) };
  } catch (problem) {
    if (problem instanceof S3Fault && problem.code === "NoSuchKey") return null;
    throw problem;
  }
}

interface Answer {
  readonly body: Readable;
  readonly bytes: number;
  readonly etag: string | undefined;
}

/** The object, or the rest of it from a byte on, if it is still the one that was begun with. */
async function get(
  s3: S3,
  place: S3Place,
  rest: { from: number; etag: string | undefined } | null,
): Promise<Answer> {
  const { Body, ContentLength, ETag } = await s3.ask(reading(place), (client) =>
    client.send(
      new s3.sdk.GetObjectCommand({
        Bucket: place.bucket,
        Key: place.key,
        ...(rest !== null && { Range: `bytes=${rest.from}-`, IfMatch: rest.etag }),
      }),
    ),
  );
  if (!(Body instanceof Readable) || ContentLength === undefined)
    throw new BackupFileError(
      `The S3 store answered without the object at ${formatPlace(place)}: it is not compatible.`,
    );
  return { body: Body, bytes: ContentLength, etag: ETag };
}

/** All of it, taken up again where the connection breaks. */
async function* pieces(s3: S3, place: S3Place, first: Answer): AsyncGenerator<Uint8Array, void> {
  let { body } = first;
  let coming = body[Symbol.asyncIterator]();
  let [at, broken] = [0, 0];
  try {
    while (at < first.bytes) {
      const next = await nextOf(coming);
      if ("piece" in next) {
        [at, broken] = [at + next.piece.length, 0];
        yield next.piece;
        continue;
      }
      broken += 1;
      if (broken === MOST_TRIES) throw faultOf(next.problem, reading(place), null);
      body.destroy();
      ({ body } = await get(s3, place, { from: at, etag: first.etag }));
      coming = body[Symbol.asyncIterator]();
    }
  } finally {
    body.destroy();
  }
}

/** The next bytes, or why there are none. */
async function nextOf(
  coming: AsyncIterator<unknown>,
): Promise<{ readonly piece: Uint8Array } | { readonly problem: unknown }> {
  try {
    const { value } = await coming.next();
    return value instanceof Uint8Array ? { piece: value } : { problem: new Error("the answer ended early") };
  } catch (problem) {
    return { problem };
  }
}

const reading = ({ bucket, key }: S3Place) => ({ permission: "s3:GetObject", bucket, key });
