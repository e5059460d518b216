import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "@/server/errors";

/** Seals what must not lie in the store in clear. `name` is bound to the text: a sealed value cannot be moved. */
export interface Seal {
  seal(name: string, text: string): string;
  /** @throws ProblemError `seal-key-missing`, `seal-key-wrong`. */
  open(name: string, sealed: string): string;
}

/**
 * AES-256-GCM with a key in `dataDir/seal.key` (0600), made when something is sealed for the first time.
 * Open what there is before sealing more: a lost key is then noticed, not replaced by one that opens nothing.
 */
export function createSeal(dataDir: string): Seal {
  const file = join(dataDir, "seal.key");
  let known: Buffer | null = null;
  const load = (): Buffer => {
    if (known !== null) return known;
    if (!existsSync(file)) throw keyMissing(file);
    const key = Buffer.from(readFileSync(file, "utf8").trim(), "hex");
    if (key.length !== 32)
      throw keyWrong(`${file} does not hold a key of 64 hex digits. Restore it from a copy.`);
    known = key;
    return key;
  };
  /** The key, made where there is none; written anew where the file was lost while we ran. */
  const loadOrMake = (): Buffer => {
    if (existsSync(file)) return load();
    known ??= randomBytes(32);
    writeFileSync(file, `${known.toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
    return known;
  };
  return {
    seal(name, text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", loadOrMake(), iv).setAAD(Buffer.from(name));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return ["v1", iv, cipher.getAuthTag(), body]
        .map((part) => (typeof part === "string" ? part : part.toString("base64url")))
        .join(".");
    },
    open(name, sealed) {
      const [version, iv, tag, body] = sealed.split(".");
      const key = load();
      try {
        if (version !== "v1" || iv === undefined || tag === undefined || body === undefined)
          throw new Error("not sealed by this version");
        const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"))
          .setAAD(Buffer.from(name))
          .setAuthTag(Buffer.from(tag, "base64url"));
        return decipher.update(Buffer.from(body, "base64url"), undefined, "utf8") + decipher.final("utf8");
      } catch {
        throw keyWrong(
          `${file} does not open the stored secrets of ${name}. Restore the key they were sealed with.`,
        );
      }
    },
  };
}

const keyMissing = (file: string): ProblemError =>
  new ProblemError(
    503,
    "seal-key-missing",
    "Stored secrets cannot be read",
    `${file} is gone, and with it the way to read the passwords of groups that were added. Restore it.`,
  );

const keyWrong = (detail: string): ProblemError =>
  new ProblemError(503, "seal-key-wrong", "Stored secrets cannot be read", detail);
