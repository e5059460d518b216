import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { findKey, type GivenKey, keyWrong, nothingGiven, type SealKey } from "./seal-key";

/** Seals what must not lie in the store in clear. `name` is bound to the text: a sealed value cannot be moved. */
export interface Seal {
  seal(name: string, text: string): string;
  /** @throws ProblemError `seal-key-missing`, `seal-key-wrong`. */
  open(name: string, sealed: string): string;
}

/**
 * AES-256-GCM with the key that was given, or with `dataDir/seal.key`, made when something is sealed for the first time.
 * Open what there is before sealing more: a lost key is then noticed, not replaced by one that opens nothing.
 * @throws ProblemError `seal-key-missing`, `seal-key-wrong`, `seal-key-exposed`.
 */
export const createSeal = (dataDir: string, given: GivenKey = nothingGiven): Seal =>
  sealWith(findKey(dataDir, given));

export const sealWith = (key: SealKey): Seal => ({
  seal(name, text) {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key.getOrMake(), iv).setAAD(Buffer.from(name));
    const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
    return ["v1", iv, cipher.getAuthTag(), body]
      .map((part) => (typeof part === "string" ? part : part.toString("base64url")))
      .join(".");
  },
  open(name, sealed) {
    const [version, iv, tag, body] = sealed.split(".");
    const bytes = key.get();
    try {
      if (version !== "v1" || iv === undefined || tag === undefined || body === undefined)
        throw new Error("not sealed by this version");
      const decipher = createDecipheriv("aes-256-gcm", bytes, Buffer.from(iv, "base64url"), {
        authTagLength: 16,
      })
        .setAAD(Buffer.from(name))
        .setAuthTag(Buffer.from(tag, "base64url"));
      return decipher.update(Buffer.from(body, "base64url"), undefined, "utf8") + decipher.final("utf8");
    } catch {
      throw keyWrong(
        `The key of ${key.place} does not open the stored secrets of ${name}. Restore the key they were sealed with.`,
      );
    }
  },
});
