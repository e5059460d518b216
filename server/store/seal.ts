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
 * A missing key is never replaced while something sealed with it is left: that would lose it for good.
 */
export function createSeal(dataDir: string): Seal {
  const file = join(dataDir, "seal.key");
  const load = (): Buffer => {
    if (!existsSync(file))
      throw problem(
        "seal-key-missing",
        `${file} is gone, so the stored passwords cannot be read. Restore it.`,
      );
    const key = Buffer.from(readFileSync(file, "utf8").trim(), "hex");
    if (key.length !== 32)
      throw problem(
        "seal-key-wrong",
        `${file} does not hold a key of 64 hex digits. Restore it from a copy.`,
      );
    return key;
  };
  return {
    seal(name, text) {
      if (!existsSync(file))
        writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", load(), iv).setAAD(Buffer.from(name));
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
        throw problem(
          "seal-key-wrong",
          `${file} does not open the stored secrets of ${name}. Restore the key they were sealed with.`,
        );
      }
    },
  };
}

const problem = (code: string, detail: string): ProblemError =>
  new ProblemError(503, code, "Stored secrets cannot be read", detail);
