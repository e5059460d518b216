import { createHash, randomBytes } from "node:crypto";
import { placeholders, type Secret, type Secrets } from "@/lib/guide/secrets";

/** 24 random bytes in letters that neither redis.conf, an ACL file, a shell nor YAML reads anything into. */
function makeSecret(): Secret {
  const clear = randomBytes(24).toString("base64url");
  return { clear, rule: `#${createHash("sha256").update(clear).digest("hex")}` };
}

/** A new password for each party; in ACL lines only its hash stands. */
export const makeSecrets = (): Secrets => ({
  ...placeholders,
  admin: makeSecret(),
  app: makeSecret(),
  replica: makeSecret(),
  tidemark: makeSecret(),
  "tidemark-op": makeSecret(),
  "tidemark-backup": makeSecret(),
  sentinel: makeSecret(),
});
