import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync, unwatchFile, watchFile } from "node:fs";
import { isIP } from "node:net";
import type { SecureContextOptions } from "node:tls";
import type { Logger } from "pino";
import { ProblemError } from "@/server/errors";

export interface CertificateFiles {
  /** PEM: the certificate, then those between it and its authority. */
  readonly cert: string;
  /** PEM, without a passphrase. */
  readonly key: string;
}

export interface FollowOptions {
  readonly log: Logger;
  readonly now: () => number;
  /** The name or address that browsers ask for. */
  readonly hostname: string;
  /** How often the files are looked at; more often for tests alone. */
  readonly lookEveryMs?: number;
}

const dayMs = 86_400_000;
const expiresSoonMs = 14 * dayMs;

/**
 * Reads a certificate and its key, for TLS 1.2 and newer.
 * @throws ProblemError `bad-certificate`: a file that cannot be read or is none, a key that others can read, a pair that is none.
 */
export function readCertificate({ cert, key }: CertificateFiles): {
  readonly context: SecureContextOptions;
  readonly certificate: X509Certificate;
} {
  const [chain, secret] = [contentOf(cert), contentOf(key)];
  const certificate = parsed("certificate", cert, () => new X509Certificate(chain));
  const privateKey = parsed("private key without a passphrase", key, () => createPrivateKey(secret));
  if ((statSync(key).mode & 0o007) !== 0)
    throw bad(`Everybody on this machine can use the key ${key}. Take that away: chmod o= ${key}`);
  if (!certificate.checkPrivateKey(privateKey))
    throw bad(`The key ${key} is not that of the certificate ${cert}. Name a pair in tls.cert and tls.key.`);
  return {
    context: {
      cert: chain,
      key: secret,
      minVersion: "TLSv1.2",
    },
    certificate,
  };
}

/** What browsers will not like about it, now or soon; one sentence each. */
export function certificateProblems(certificate: X509Certificate, hostname: string, nowMs: number): string[] {
  const until = certificate.validToDate;
  const left = until.getTime() - nowMs;
  const name = hostname.replace(/^\[|\]$/g, "");
  const isFor = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name);
  return [
    ...(left < 0 ? [`The certificate has expired, on ${until.toISOString()}.`] : []),
    ...(left >= 0 && left < expiresSoonMs
      ? [`The certificate expires soon, on ${until.toISOString()}.`]
      : []),
    ...(isFor === undefined ? [`The certificate is not for ${name}, which is what browsers ask for.`] : []),
  ];
}

/** Each file is read once, so that what was looked at is what is used, whenever it is swapped. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : "it cannot be read";
    throw bad(`${file} cannot be read (${reason}). Name a readable file in tls.cert and tls.key.`);
  }
}

function parsed<T>(what: string, file: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw bad(`${file} holds no ${what} in PEM. Name one in tls.cert and tls.key.`);
  }
}

const bad = (detail: string): ProblemError =>
  new ProblemError(503, "bad-certificate", "The certificate cannot be used", detail);

/**
 * Has a server use what lies in the files from then on, each time one of them changes; connections that are open stay.
 * A pair that cannot be used is told to the log, and the one before stays in use. Returns how to stop.
 */
export function followCertificate(
  files: CertificateFiles,
  server: { setSecureContext(options: SecureContextOptions): void },
  { log, now, hostname, lookEveryMs = 5_000 }: FollowOptions,
): () => void {
  const read = () => {
    const { context, certificate } = readCertificate(files);
    server.setSecureContext(context);
    const problems = certificateProblems(certificate, hostname, now());
    log.info({ until: certificate.validToDate }, "a certificate is in use");
    if (problems.length > 0) log.warn({ problems }, "browsers will not like the certificate");
  };
  const changed = () => {
    try {
      read();
    } catch (error) {
      // Of two files that are swapped the second comes later: then it is looked at again.
      log.warn({ reason: error instanceof Error ? error.message : error }, "the certificate stays as it was");
    }
  };
  read();
  for (const file of [files.cert, files.key])
    watchFile(file, { interval: lookEveryMs, persistent: false }, changed);
  return () => {
    for (const file of [files.cert, files.key]) unwatchFile(file, changed);
  };
}
