import { createHash, randomBytes } from "node:crypto";

/** 256 random bits as 43 characters of base64url (RFC 4648, section 5): for cookies, tokens and links. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/**
 * What the store keeps of such a secret. A fast hash is enough, and a salt is not needed: nobody can try 2^256 of them. For passwords,
 * which people choose, see passwords.ts.
 */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
