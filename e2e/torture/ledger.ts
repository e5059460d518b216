import { encode } from "./commands";
import type { Id, Lost } from "./history";

/** One write of the workload and what its client knows of it. */
interface Write {
  readonly by: Id;
  readonly sentMs: number;
  ackedMs: number | null;
}

/** A bucket of writes: one set in Redis, so that old ones can be checked a last time and dropped. */
export const bucketOf = (id: string): string => `acked:${id.slice(0, 4)}`;

/** Ids are of one length, whatever their number: bytes of the stream can be counted in writes. */
export const idOf = (bucket: number, n: number): string =>
  `${String(bucket).padStart(4, "0")}-${String(n).padStart(8, "0")}`;

export const writeOf = (id: string): readonly string[] => ["SADD", bucketOf(id), id];

/** What one write adds to the replication stream, which passes it on word for word. Bytes. */
export const WRITE_BYTES = Buffer.byteLength(encode(writeOf(idOf(0, 0))));

/** What every client was told of its writes. */
export class Ledger {
  private readonly buckets = new Map<string, Map<string, Write>>();
  private readonly counts = { invoked: 0, acknowledged: 0, refused: 0, unknown: 0 };

  get totals(): Readonly<typeof this.counts> {
    return this.counts;
  }

  invoke(id: string, by: Id, sentMs: number): void {
    const key = bucketOf(id);
    const bucket = this.buckets.get(key) ?? new Map<string, Write>();
    this.buckets.set(key, bucket);
    bucket.set(id, { by, sentMs, ackedMs: null });
    this.counts.invoked += 1;
  }

  acknowledge(id: string, atMs: number): void {
    const write = this.buckets.get(bucketOf(id))?.get(id);
    if (write !== undefined) write.ackedMs = atMs;
    this.counts.acknowledged += 1;
  }

  /** Redis said no: it was not carried out. */
  refuse(id: string): void {
    this.buckets.get(bucketOf(id))?.delete(id);
    this.counts.refused += 1;
  }

  /** No answer came: it may or may not have been carried out, and is asked after no more. */
  forget(id: string): void {
    this.buckets.get(bucketOf(id))?.delete(id);
    this.counts.unknown += 1;
  }

  get keys(): string[] {
    return [...this.buckets.keys()];
  }

  /** Acknowledged before `beforeMs`, in that bucket, and not among `present`; with how many were looked for. */
  missing(key: string, present: ReadonlySet<string>, beforeMs: number): { checked: number; lost: Lost[] } {
    let checked = 0;
    const lost: Lost[] = [];
    for (const [id, { by, sentMs, ackedMs }] of this.buckets.get(key) ?? []) {
      if (ackedMs === null || ackedMs >= beforeMs) continue;
      checked += 1;
      if (!present.has(id)) lost.push({ id, by, sentMs, ackedMs });
    }
    return { checked, lost };
  }

  /** A lost write is told once. */
  settle(ids: Iterable<string>): void {
    for (const id of ids) this.buckets.get(bucketOf(id))?.delete(id);
  }

  /** Nobody will ask for this bucket again. */
  drop(key: string): void {
    this.buckets.delete(key);
  }
}
