import { BackupFileError } from "../target";
import { formatPlace } from "./place";

/** What a store was asked for, in the words of its permissions. */
export interface S3Asked {
  readonly permission: string;
  readonly bucket: string;
  /** Null: the bucket itself. */
  readonly key: string | null;
}

/** A store that refused, failed or could not be reached. */
export class S3Fault extends BackupFileError {
  constructor(
    detail: string,
    /** S3's name of the error, or Node's; empty: it gave none that looks like one. */
    readonly code: string,
    /** HTTP; null: no answer came. */
    readonly status: number | null,
  ) {
    super(detail);
  }
}

interface Told {
  readonly where: string;
  readonly bucket: string;
  readonly permission: string;
  /** The store, for a sentence. */
  readonly store: string;
  /** `403 AccessDenied`. */
  readonly answer: string;
  /** The region that the store says the bucket is in. */
  readonly region: string | null;
}

interface FaultRow {
  readonly codes: readonly string[];
  readonly says: (told: Told) => string;
}

/** What S3 and the SDK call it, and what to do. The first that fits. */
const rows: readonly FaultRow[] = [
  {
    codes: ["NoSuchBucket"],
    says: ({ bucket, store, answer }) =>
      `${store} has no bucket ${bucket} (${answer}): make it, or name another one in backups.target.`,
  },
  {
    codes: ["InvalidAccessKeyId", "InvalidClientTokenId"],
    says: ({ store, answer }) => `${store} does not know the access key (${answer}): set AWS_ACCESS_KEY_ID.`,
  },
  {
    codes: ["SignatureDoesNotMatch"],
    says: ({ store, answer }) =>
      `${store} refuses the signature (${answer}): AWS_SECRET_ACCESS_KEY is not that of the access key.`,
  },
  {
    codes: ["ExpiredToken", "TokenRefreshRequired", "InvalidToken"],
    says: ({ store, answer }) => `${store} says that the credentials have run out (${answer}): renew them.`,
  },
  {
    codes: ["CredentialsProviderError"],
    says: () =>
      "No credentials for the S3 store were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile or a role.",
  },
  {
    codes: ["RequestTimeTooSkewed", "RequestExpired"],
    says: ({ store, answer }) =>
      `The clock here and that of ${store} are more than 15 minutes apart (${answer}): set the clock.`,
  },
  {
    codes: ["PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301"],
    says: ({ bucket, region, answer }) =>
      region === null
        ? `The bucket ${bucket} is in another region (${answer}): set backups.s3.region.`
        : `The bucket ${bucket} is in the region ${region} (${answer}): set backups.s3.region to it.`,
  },
  {
    codes: ["BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"],
    says: ({ where, answer }) => `What arrived at ${where} was not what was sent (${answer}). Try again.`,
  },
  {
    codes: ["NoSuchUpload"],
    says: ({ where, answer }) =>
      `The upload to ${where} was ended by somebody else (${answer}): a lifecycle rule that ends uploads, or another program?`,
  },
  {
    codes: ["PreconditionFailed", "412"],
    says: ({ where, answer }) =>
      `Something lies at ${where} already, or was changed meanwhile (${answer}). Nothing was overwritten.`,
  },
  {
    codes: ["QuotaExceeded", "XMinioStorageFull", "InsufficientCapacity"],
    says: ({ bucket, answer }) => `There is no room for more in the bucket ${bucket} (${answer}).`,
  },
  {
    codes: ["AccessDenied", "Forbidden", "AllAccessDisabled", "403"],
    says: ({ where, permission, answer }) =>
      `The store refuses ${permission} on ${where} (${answer}): grant it to these credentials.`,
  },
];

/** What a request came to that failed, in words that hold neither a secret nor bytes of the store's own. */
export function faultOf(error: unknown, asked: S3Asked, endpoint: string | null): BackupFileError {
  if (error instanceof BackupFileError) return error;
  const status = numberAt(error, "$metadata", "httpStatusCode");
  const own = wordAt(error, "Code") ?? wordAt(error, "name") ?? "";
  // To HEAD there is no body that names the error.
  const code = status !== null && /^(Unknown|UnknownError|Error)$/.test(own) ? String(status) : own;
  const { bucket, key, permission } = asked;
  const store = endpoint === null ? "S3" : `The S3 store at ${endpoint}`;
  const told: Told = {
    where: key === null ? `the bucket ${bucket}` : formatPlace({ bucket, key }),
    bucket,
    permission,
    store,
    answer: status === null ? code : [...new Set([String(status), code])].join(" "),
    region: wordAt(error, "Region") ?? headerAt(error, "x-amz-bucket-region"),
  };
  const byStatus = status === 403 || status === 412 ? String(status) : code;
  const row = rows.find(({ codes }) => codes.includes(code) || codes.includes(byStatus));
  const known = row?.says(told);
  if (known !== undefined) return new S3Fault(known, code, status);
  if (status === null)
    return new S3Fault(
      `${store} cannot be reached (${wordAt(error, "code") ?? code}): look at backups.s3.endpoint, and at the network.`,
      code,
      null,
    );
  return new S3Fault(
    status >= 500
      ? `${store} failed at ${permission} on ${told.where}, three times (${told.answer}). Try again.`
      : `${store} refused ${permission} on ${told.where} (${told.answer}).`,
    code,
    status,
  );
}

const at = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;

function numberAt(value: unknown, ...path: readonly string[]): number | null {
  const found = path.reduce(at, value);
  return typeof found === "number" ? found : null;
}

/** One word of the store's, as far as it looks like one. */
function wordAt(value: unknown, key: string): string | null {
  const found = at(value, key);
  return typeof found === "string" && /^[A-Za-z0-9_.-]{1,60}$/.test(found) ? found : null;
}

const headerAt = (error: unknown, name: string): string | null =>
  wordAt(at(at(error, "$response"), "headers"), name);
