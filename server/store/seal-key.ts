import { randomBytes } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "@/server/errors";

/** Where the settings say that the key of the stored secrets is. Both null: `seal.key` in data-dir. */
export interface GivenKey {
  /** The value of `TIDEMARK_SECRET_KEY`. */
  readonly text: string | null;
  /** `secret-key-file`. */
  readonly file: string | null;
}

export const nothingGiven: GivenKey = { text: null, file: null };

export const keyVariable = "TIDEMARK_SECRET_KEY";
export const keyAllowed = "64 hex digits, or the base64 of 32 bytes (openssl rand -hex 32 makes one)";

/** The 32 bytes of a key as it is written; null: it is none. */
export function parseKey(text: string): Buffer | null {
  const written = text.trim();
  if (/^[0-9a-f]{64}$/i.test(written)) return Buffer.from(written, "hex");
  return /^[\w+/-]{43}=?$/.test(written) ? Buffer.from(written, "base64") : null;
}

/** The key that secrets are sealed with. */
export interface SealKey {
  /** Where it comes from, for a person: a variable's name or a path. */
  readonly place: string;
  /** 32 bytes. @throws ProblemError `seal-key-missing`. */
  get(): Buffer;
  /** The same; where none was given and there is no `seal.key` yet, one is made. */
  getOrMake(): Buffer;
}

/**
 * Finds the key: the environment's, else that of `secret-key-file`, else `dataDir/seal.key` (0600), which is made when
 * something is sealed for the first time. A key that was given must be there; `seal.key` need not, as long as nothing is sealed.
 * @throws ProblemError `seal-key-missing`, `seal-key-wrong` (it is no key), `seal-key-exposed` (others may read the file).
 */
export function findKey(dataDir: string, given: GivenKey): SealKey {
  if (given.text !== null) {
    const key = parseKey(given.text);
    if (key === null) throw keyWrong(`${keyVariable} holds no key: ${keyAllowed}.`);
    return fixed(keyVariable, key);
  }
  if (given.file !== null) {
    const key = readKeyFile(given.file, othersMay);
    if (key === null) throw fileMissing(given.file);
    return fixed(given.file, key);
  }
  return ownKey(join(dataDir, "seal.key"));
}

const fixed = (place: string, key: Buffer): SealKey => ({ place, get: () => key, getOrMake: () => key });

function ownKey(file: string): SealKey {
  let known = readKeyFile(file, anyoneElseMay);
  /** Another process on this store may have made it meanwhile. */
  const look = (): Buffer | null => {
    known ??= readKeyFile(file, anyoneElseMay);
    return known;
  };
  return {
    place: file,
    get() {
      const key = look();
      if (key === null) throw ownMissing(file);
      return key;
    },
    getOrMake() {
      const key = look() ?? randomBytes(32);
      // Written anew where the file was lost while we ran: only we know the key then.
      if (statSync(file, { throwIfNoEntry: false }) !== undefined || writeOnce(file, key)) known = key;
      return this.get();
    },
  };
}

/** @returns false: another process was quicker, and its key counts. */
function writeOnce(file: string, key: Buffer): boolean {
  try {
    writeFileSync(file, `${key.toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Permission bits that a key file must not have. */
interface Forbidden {
  readonly bits: number;
  readonly cure: string;
}

/** Of `seal.key`, which Tidemark made for its owner alone. */
const anyoneElseMay: Forbidden = { bits: 0o077, cure: "chmod 600" };
/** Of a file that was given: a mounted secret often belongs to root, and is read through its group. */
const othersMay: Forbidden = { bits: 0o007, cure: "chmod o=" };

/** @returns null: there is no such file. */
function readKeyFile(file: string, forbidden: Forbidden): Buffer | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return null;
  if ((found.mode & forbidden.bits) !== 0) throw keyExposed(file, forbidden.cure);
  const key = parseKey(readText(file));
  if (key === null) throw keyWrong(`${file} holds no key: ${keyAllowed}. Restore it from a copy.`);
  return key;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw keyWrong(`${file} cannot be read (${why}). Let the user that Tidemark runs as read it.`);
  }
}

const fileMissing = (file: string): ProblemError =>
  keyMissing(`secret-key-file ${file} is not there. Mount it, or make one with: openssl rand -hex 32`);

const ownMissing = (file: string): ProblemError =>
  keyMissing(
    `${file} is gone, and with it the way to read what lies sealed in the store. Restore it; ` +
      `or give the key in ${keyVariable} or secret-key-file, where it came from there.`,
  );

const keyMissing = (detail: string): ProblemError =>
  new ProblemError(503, "seal-key-missing", "Stored secrets cannot be read", detail);

export const keyWrong = (detail: string): ProblemError =>
  new ProblemError(503, "seal-key-wrong", "Stored secrets cannot be read", detail);

const keyExposed = (file: string, cure: string): ProblemError =>
  new ProblemError(
    503,
    "seal-key-exposed",
    "The key of the stored secrets lies open",
    `Others on this machine may read ${file}. Type: ${cure} ${file}`,
  );
