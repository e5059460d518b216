import { crc32 } from "node:zlib";
import { formatCount } from "@/lib/format";
import { type BackupDraft, BackupFileError } from "../target";
import type { S3 } from "./client";
import { S3Fault } from "./faults";
import { MOST_PARTS, partBytes } from "./part-sizes";
import { formatPlace, type S3Place } from "./place";
import { partsEtag, sameEtag, sumFits, writeCrc32 } from "./sums";

/** One fills while the others are on their way. */
const BUFFERS = 3;

interface Part {
  readonly number: number;
  readonly etag: string;
  readonly sum: number;
}

/**
 * An upload in parts, of which nobody sees anything before it is completed: that is this place's rename. The client's own
 * `Upload` completes as soon as its stream ends, which is before all is proven, and cannot let its parts grow.
 */
export class S3Draft implements BackupDraft {
  readonly location: string;
  readonly #free: Buffer<ArrayBuffer>[] = [];
  readonly #sending = new Set<Promise<void>>();
  readonly #parts: Part[] = [];
  readonly #stop = new AbortController();
  #buffers = 0;
  #filling: Buffer<ArrayBuffer> | null = null;
  #filled = 0;
  #begun = 0;
  #bytes = 0;
  #sum = 0;
  #problem: unknown = null;
  #completed = false;

  private constructor(
    private readonly s3: S3,
    private readonly place: S3Place,
    private readonly upload: string,
  ) {
    this.location = formatPlace(place);
  }

  /** @throws BackupFileError where the store does not let us write: before the source is asked for anything */
  static async begin(s3: S3, place: S3Place): Promise<S3Draft> {
    const { UploadId } = await s3.ask(putting(place), (client) =>
      client.send(
        new s3.sdk.CreateMultipartUploadCommand({
          Bucket: place.bucket,
          Key: place.key,
          ContentType: "application/octet-stream",
          ChecksumAlgorithm: "CRC32",
          ChecksumType: "FULL_OBJECT",
        }),
      ),
    );
    if (UploadId === undefined)
      throw new BackupFileError("The S3 store began an upload and gave it no id: it is not compatible.");
    return new S3Draft(s3, place, UploadId);
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      if (this.#problem !== null) break;
      this.#filling ??= this.#buffer();
      if (this.#filling === null) {
        await Promise.race(this.#sending);
        continue;
      }
      const size = partBytes(this.#begun + 1);
      const taken = Math.min(bytes.length - at, size - this.#filled);
      this.#filling.set(bytes.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === size) this.#flush();
    }
    if (this.#problem !== null) throw this.#problem;
  }

  async keep(): Promise<number> {
    this.#flush();
    await Promise.all(this.#sending);
    if (this.#problem !== null) throw this.#problem;
    await this.#complete();
    this.#completed = true;
    return this.#bytes;
  }

  halt(): void {
    this.#problem ??= new BackupFileError("The upload was ended before all of it was sent.");
    this.#stop.abort();
  }

  async drop(): Promise<void> {
    this.halt();
    await Promise.all(this.#sending);
    if (this.#completed) return;
    const { bucket: Bucket, key: Key } = this.place;
    await this.s3
      .ask({ permission: "s3:AbortMultipartUpload", bucket: Bucket, key: Key }, (client) =>
        client.send(new this.s3.sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId: this.upload })),
      )
      // Where it cannot be reached now, `remove` ends it later: the catalogue's row stays until then.
      .catch(() => {});
  }

  /** Room for the next part; null: all of it is on its way. */
  #buffer(): Buffer<ArrayBuffer> | null {
    const size = partBytes(this.#begun + 1);
    const free = this.#free.pop();
    if (free !== undefined) return free.length >= size ? free : Buffer.allocUnsafeSlow(size);
    if (this.#buffers === BUFFERS) return null;
    this.#buffers += 1;
    return Buffer.allocUnsafeSlow(size);
  }

  #flush(): void {
    const [buffer, filled] = [this.#filling, this.#filled];
    if (buffer === null || filled === 0) return;
    [this.#filling, this.#filled] = [null, 0];
    this.#begun += 1;
    if (this.#begun > MOST_PARTS) {
      this.#problem ??= new BackupFileError(
        `The data set is larger than ${formatCount(MOST_PARTS)} parts of an S3 upload hold.`,
      );
      return;
    }
    const body = buffer.subarray(0, filled);
    this.#bytes += filled;
    this.#sum = crc32(body, this.#sum);
    const sending = this.#send(this.#begun, body)
      .catch((problem: unknown) => {
        this.#problem ??= problem;
        // What else is on its way is for nothing.
        this.#stop.abort();
      })
      .finally(() => {
        this.#free.push(buffer);
        this.#sending.delete(sending);
      });
    this.#sending.add(sending);
  }

  async #send(number: number, body: Buffer<ArrayBuffer>): Promise<void> {
    const sum = crc32(body);
    const { ETag } = await this.s3.ask(putting(this.place), (client) =>
      client.send(
        new this.s3.sdk.UploadPartCommand({
          Bucket: this.place.bucket,
          Key: this.place.key,
          UploadId: this.upload,
          PartNumber: number,
          Body: body,
          ChecksumAlgorithm: "CRC32",
          ChecksumCRC32: writeCrc32(sum),
        }),
        { abortSignal: this.#stop.signal },
      ),
    );
    if (ETag === undefined)
      throw new BackupFileError("The S3 store took a part and gave it no ETag: it is not compatible.");
    this.#parts.push({ number, etag: ETag, sum });
  }

  async #complete(): Promise<void> {
    this.#parts.sort((a, b) => a.number - b.number);
    let etag: string | undefined;
    try {
      etag = await this.#askToComplete("*").catch((problem: unknown) => {
        // A store that does not know the condition: each id is used once, so that nothing lies there anyway.
        if (problem instanceof S3Fault && problem.code === "NotImplemented")
          return this.#askToComplete(undefined);
        throw problem;
      });
    } catch (problem) {
      // An answer that was lost, or a second try after the first had done it: what lies there tells.
      const own = partsEtag(this.#parts.map((part) => part.etag));
      if (await this.#stands(own).catch(() => false)) return;
      throw problem;
    }
    if (!(await this.#stands(etag)))
      throw new BackupFileError(
        `What lies at ${this.location} is not what was sent: its size or checksum is another one.`,
      );
  }

  /** @returns the ETag of the whole */
  async #askToComplete(ifNoneMatch: "*" | undefined): Promise<string | undefined> {
    const { ETag } = await this.s3.ask(putting(this.place), (client) =>
      client.send(
        new this.s3.sdk.CompleteMultipartUploadCommand({
          Bucket: this.place.bucket,
          Key: this.place.key,
          UploadId: this.upload,
          IfNoneMatch: ifNoneMatch,
          ChecksumType: "FULL_OBJECT",
          ChecksumCRC32: writeCrc32(this.#sum),
          MultipartUpload: {
            Parts: this.#parts.map(({ number, etag, sum }) => ({
              PartNumber: number,
              ETag: etag,
              ChecksumCRC32: writeCrc32(sum),
            })),
          },
        }),
      ),
    );
    return ETag;
  }

  /** Whether the store has all of it: by size, by checksum where it keeps one, else by the ETag it should have. */
  async #stands(etag: string | undefined): Promise<boolean> {
    const { bucket: Bucket, key: Key } = this.place;
    const head = await this.s3.ask({ permission: "s3:GetObject", bucket: Bucket, key: Key }, (client) =>
      client.send(new this.s3.sdk.HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" })),
    );
    if (head.ContentLength !== this.#bytes) return false;
    const sums = this.#parts.map(({ sum }) => sum);
    return sumFits(head.ChecksumCRC32, this.#sum, sums) ?? (etag === undefined || sameEtag(head.ETag, etag));
  }
}

const putting = ({ bucket, key }: S3Place) => ({ permission: "s3:PutObject", bucket, key });
