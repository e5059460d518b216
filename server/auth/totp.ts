import { randomInt } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { hashSecret } from "./secret";

/** A clock that is up to one step off is forgiven, in both directions (RFC 6238, section 5.2). */
const window = 1;
const periodSeconds = 30;
const recoveryCount = 10;
/** Base32 (RFC 4648) in lower case: no 0, 1, 8 or 9 to misread. */
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

const totpOf = (secret: Secret, name: string): TOTP =>
  new TOTP({ issuer: "Tidemark", label: name, algorithm: "SHA1", digits: 6, period: periodSeconds, secret });

/** A new secret of 160 bits (RFC 4226, section 4, R6), as base32 and as the URI that authenticators read. */
export function newTotp(name: string): { secret: string; uri: string } {
  const totp = totpOf(new Secret({ size: 20 }), name);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/**
 * The step a code belongs to, counted from 1970 in 30 s; null: it is the code of none near now. A step counts once: whoever asks has to
 * keep the last one (RFC 6238, section 5.2).
 */
export function stepOf(secret: string, code: string, nowMs: number): number | null {
  const delta = totpOf(Secret.fromBase32(secret), "").validate({ token: code, timestamp: nowMs, window });
  return delta === null ? null : Math.floor(nowMs / 1000 / periodSeconds) + delta;
}

/** Ten codes of 50 random bits, and what is kept of them. */
export function newRecoveryCodes(): { codes: string[]; hashes: string[] } {
  const part = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join("");
  const codes = Array.from({ length: recoveryCount }, () => `${part()}-${part()}`);
  return { codes, hashes: codes.map(hashSecret) };
}
