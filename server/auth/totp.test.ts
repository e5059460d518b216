import { Secret, TOTP } from "otpauth";
import { expect, test } from "vitest";
import { hashSecret } from "./secret";
import { newRecoveryCodes, newTotp, stepOf } from "./totp";

// RFC 6238, appendix B: the secret of its SHA-1 rows, and of each the last six of its eight digits.
const secret = new Secret({ buffer: new TextEncoder().encode("12345678901234567890").buffer }).base32;
const vectors = [
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
] as const;

test.each(vectors)("at %i s the code is that of RFC 6238", (seconds, code) => {
  expect(stepOf(secret, code, seconds * 1_000)).toBe(Math.floor(seconds / 30));
});

test("a clock that is a step off is forgiven, two are not, and the step told is the code's own", () => {
  const nowMs = 1_234_567_890_000;
  const step = Math.floor(nowMs / 30_000);
  const codeAt = (n: number) => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: n * 30_000 });
  expect([-2, -1, 0, 1, 2].map((off) => stepOf(secret, codeAt(step + off), nowMs))).toEqual([
    null,
    step - 1,
    step,
    step + 1,
    null,
  ]);
});

test("a new secret has 160 bits, and its URI is what authenticators read", () => {
  const made = newTotp("ana");
  expect(Secret.fromBase32(made.secret).bytes).toHaveLength(20);
  expect(made.uri).toMatch(
    /^otpauth:\/\/totp\/Tidemark:ana\?issuer=Tidemark&secret=[A-Z2-7]{32}&algorithm=SHA1&digits=6&period=30$/,
  );
});

test("of recovery codes only hashes are for keeping", () => {
  const { codes, hashes } = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[a-z2-7]{5}-[a-z2-7]{5}$/);
  expect(hashes).toEqual(codes.map(hashSecret));
});
