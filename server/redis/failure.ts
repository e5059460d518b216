import type { UnreachableReason } from "@/lib/info/view";
import { NotAllowed } from "./networks";

/** Why an instance did not answer, with a sentence for a person. Never carries a byte that came from the other side. */
export interface Failure {
  readonly reason: UnreachableReason;
  readonly detail: string;
  /** Our own machine knew no way there: nothing came back from the other one. */
  readonly noRoute?: true;
}

const failure = (reason: UnreachableReason, detail: string): Failure => ({ reason, detail });

export const closedByPeer = failure("refused", "It closed the connection without an answer.");
export const closedByUs = failure("refused", "Tidemark closed the connection.");
export const notPermitted = failure(
  "refused",
  "Tidemark stood still for too long, so that it may no longer act here.",
);
export const tooSlow = (deadlineMs: number): Failure =>
  failure("timeout", `It did not answer within ${Math.round(deadlineMs)} ms.`);
export const notRedis = (detail: string): Failure => failure("protocol", detail);
export const noHandshake = failure(
  "timeout",
  "It accepted the connection and did not answer the TLS handshake: it is stopped, or does not speak TLS.",
);
export const speaksTls = failure("tls", "It speaks TLS: use rediss:// instead of redis://.");

const byCode: ReadonlyMap<string, Failure> = new Map([
  ["ECONNREFUSED", failure("refused", "Nothing listens there: the connection was refused.")],
  ["ECONNRESET", failure("refused", "It reset the connection.")],
  ["EPIPE", failure("refused", "It closed the connection.")],
  ["ENOENT", failure("refused", "There is no socket at this path.")],
  ["ENOTSOCK", failure("refused", "What lies at this path is no socket.")],
  ["EACCES", failure("refused", "This user may not open that socket.")],
  ["EHOSTUNREACH", { ...failure("refused", "There is no route to this host."), noRoute: true }],
  ["ENETUNREACH", { ...failure("refused", "There is no route to this network."), noRoute: true }],
  ["EADDRNOTAVAIL", failure("refused", "This machine has no free local port left.")],
  ["EMFILE", failure("refused", "This process has no file descriptor left.")],
  ["ETIMEDOUT", failure("timeout", "The connection timed out.")],
  ["ENOTFOUND", failure("dns", "The host's name is not known.")],
  ["EAI_AGAIN", failure("dns", "The name server did not answer.")],
  ["EAI_FAIL", failure("dns", "The name server failed.")],
]);

const tlsByCode: ReadonlyMap<string, string> = new Map([
  ["ERR_TLS_CERT_ALTNAME_INVALID", "Its certificate is for another name: set tls.server-name."],
  ["CERT_HAS_EXPIRED", "Its certificate has expired."],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "Its certificate is self-signed: set tls.ca."],
  ["SELF_SIGNED_CERT_IN_CHAIN", "Its certificate is signed by an unknown authority: set tls.ca."],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "Its certificate is signed by an unknown authority: set tls.ca."],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "Its certificate is signed by an unknown authority: set tls.ca."],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "It does not speak TLS: use redis:// instead of rediss://."],
  [
    "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "It asks for a client certificate: set tls.cert and tls.key.",
  ],
  ["ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE", "It refused the TLS handshake: set tls.cert and tls.key."],
]);

/** What an error of the socket means. `securing`: a TLS handshake was under way. */
export function fromSocketError(error: Error, securing: boolean): Failure {
  if (error instanceof NotAllowed) return failure("not-allowed", error.message);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const tls = tlsByCode.get(code);
  if (tls !== undefined) return failure("tls", tls);
  if (/^ERR_(SSL|TLS)_|CERT|EPROTO/.test(code)) return failure("tls", "The TLS handshake failed.");
  const known = byCode.get(code);
  if (securing && (known === undefined || code === "ECONNRESET" || code === "EPIPE"))
    return failure("tls", "It ended the TLS handshake: perhaps it does not speak TLS.");
  return known ?? failure("refused", "The connection could not be made.");
}

/** The first word of an error line, when it is a code; servers of other makes word the rest as they like. */
export const errorCode = (message: string): string | null =>
  /^([A-Z]{2,24})(?: |$)/.exec(message)?.[1] ?? null;

const maxClients = failure("refused", "It has no room for another client (maxclients).");
const denied = failure("auth", "It is in protected mode and accepts connections from its own host alone.");

/** What a refusal of AUTH means; null where it means that no password is needed. */
export function fromAuthError(message: string): Failure | null {
  if (/without any password configured|no password is set/i.test(message)) return null;
  return fromGreeting(message) ?? failure("auth", "It does not accept this user name and password.");
}

/** What an error before any real command means for the connection; null: nothing, it may be used. */
export function fromGreeting(message: string): Failure | null {
  const code = errorCode(message);
  if (code === "NOAUTH") return failure("auth", "It asks for a password.");
  if (code === "WRONGPASS") return failure("auth", "It does not accept this user name and password.");
  if (code === "DENIED") return denied;
  return /max number of clients/i.test(message) ? maxClients : null;
}

export const noRights = (command: string): Failure =>
  failure("auth", `This user may not run ${command}: its ACL rules leave it out.`);
