import { randomBytes, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type S3Front, startS3Front } from "@/server/testing/s3-front";
import { type S3Server, type S3User, startS3Server } from "@/server/testing/s3-server";
import { type Catalogue, createBackupPlaces, type TargetSetting } from "./places";
import type { BackupTarget } from "./target";

export const MIB = 1024 ** 2;
export const BUCKET = "backups";

/** A real store with a bucket, a front before it, and a catalogue. */
export interface S3Bench {
  readonly store: S3Server;
  readonly front: S3Front;
  /** The owner, past the front. */
  readonly client: S3Client;
  readonly dataDir: string;
  readonly rows: Map<string, NonNullable<Awaited<ReturnType<Catalogue>>>>;
  /** A target as the settings would make it; `endpoint`: the front's, unless said otherwise. */
  open(options?: {
    endpoint?: string;
    target?: TargetSetting;
    region?: string;
    idleMs?: number;
  }): BackupTarget;
  /** Begins, writes and keeps, as a run does. @returns its id */
  put(target: BackupTarget, bytes: Uint8Array): Promise<string>;
  /** A new id, with a row that runs. */
  newRow(): string;
  /** Whether anybody sees an object there. */
  isVisible(id: string): Promise<boolean>;
  close(): Promise<void>;
}

/** From now on the SDK's chain finds this one, and no file or role of this machine. */
export function actAs(user: Pick<S3User, "accessKeyId" | "secretAccessKey"> | null): void {
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  set("AWS_ACCESS_KEY_ID", user?.accessKeyId);
  set("AWS_SECRET_ACCESS_KEY", user?.secretAccessKey);
  set("AWS_EC2_METADATA_DISABLED", "true");
  set("AWS_CONFIG_FILE", "/dev/null");
  set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
}

export async function openS3Bench(): Promise<S3Bench> {
  const store = await startS3Server();
  const front = await startS3Front(store);
  const dataDir = await mkdtemp(join(tmpdir(), "tidemark-s3-data-"));
  const client = new S3Client({
    endpoint: store.endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: store.owner,
  });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  actAs(store.owner);
  const rows: S3Bench["rows"] = new Map();
  const bench: S3Bench = {
    store,
    front,
    client,
    dataDir,
    rows,
    open: ({ endpoint = front.endpoint, target, region, idleMs } = {}) =>
      createBackupPlaces({
        dataDir,
        target: target ?? { kind: "s3", bucket: BUCKET, prefix: "tidemark/eu" },
        s3: { endpoint, region: region ?? null, pathStyle: true },
        catalogue: async (id) => rows.get(id) ?? null,
        ...(idleMs !== undefined && { idleMs }),
      }),
    newRow() {
      const id = randomUUID();
      rows.set(id, { group: "orders", state: "running", location: null });
      return id;
    },
    async put(target, bytes) {
      const id = bench.newRow();
      const draft = await target.begin(id);
      try {
        for (let at = 0; at < bytes.length; at += 300_000)
          await draft.write(bytes.subarray(at, at + 300_000));
        await draft.keep();
      } catch (problem) {
        await draft.drop();
        throw problem;
      }
      rows.set(id, { group: "orders", state: "verified", location: draft.location });
      return id;
    },
    isVisible: (id) =>
      client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: `tidemark/eu/orders/${id}.rdb` })).then(
        () => true,
        () => false,
      ),
    async close() {
      client.destroy();
      await front.close();
      await store.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return bench;
}

export const someBytes = (bytes: number): Buffer => randomBytes(bytes);

/** All of a backup, as it is read. */
export async function readAll(target: BackupTarget, id: string): Promise<Buffer | null> {
  const stored = await target.open(id);
  if (stored === null) return null;
  const pieces: Uint8Array[] = [];
  for await (const piece of stored.stream) if (piece instanceof Uint8Array) pieces.push(piece);
  return Buffer.concat(pieces);
}
