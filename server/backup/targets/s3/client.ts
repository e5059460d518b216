import type { S3Client } from "@aws-sdk/client-s3";
import { faultOf, type S3Asked } from "./faults";

/** How a store is reached. Who asks it is nowhere here: that is the SDK's usual chain (environment, profile, role). */
export interface S3Access {
  /** `https://minio.example:9000`; null: AWS. */
  readonly endpoint: string | null;
  /** Null: what the SDK's chain says; with an endpoint of its own, `us-east-1`. */
  readonly region: string | null;
  /** The bucket in the path instead of the host name. */
  readonly pathStyle: boolean;
}

type Sdk = typeof import("@aws-sdk/client-s3");

/** A store, with its commands. */
export interface S3 {
  readonly sdk: Sdk;
  /** Asks, with three tries. @throws BackupFileError in words of what was `asked` */
  ask<T>(asked: S3Asked, send: (client: S3Client) => Promise<T>): Promise<T>;
}

const CONNECT_MS = 5_000;
const IDLE_MS = 30_000;

/** A store that is connected to when it is first asked: the SDK is loaded only then. `idleMs`: shorter for tests alone. */
export function lazyS3(access: S3Access, { idleMs = IDLE_MS } = {}): () => Promise<S3> {
  let opened: Promise<S3> | null = null;
  return () => {
    opened ??= openS3(access, idleMs);
    return opened;
  };
}

async function openS3({ endpoint, region, pathStyle }: S3Access, idleMs: number): Promise<S3> {
  const sdk = await import("@aws-sdk/client-s3");
  const known = region ?? (endpoint === null ? null : "us-east-1");
  const client = new sdk.S3Client({
    ...(endpoint !== null && { endpoint }),
    ...(known !== null && { region: known }),
    forcePathStyle: pathStyle,
    maxAttempts: 3,
    // Not a limit for the whole of a request: a large part over a slow line takes its time.
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: idleMs },
    // We say ourselves which sums are sent, and hold what comes against our own SHA-256.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  return {
    sdk,
    async ask(asked, send) {
      try {
        return await send(client);
      } catch (error) {
        throw faultOf(error, asked, endpoint);
      }
    },
  };
}
