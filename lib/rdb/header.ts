import { RdbFault } from "./fault";
import { type Magic, versions } from "./shapes";

export interface RdbHeader {
  readonly magic: Magic;
  readonly version: number;
  /** Where the first opcode stands. */
  readonly next: number;
}

/** `REDIS0011` or `VALKEY080`. Source: rdb.c, rdbSaveRio. */
const HEADER_BYTES = 9;

/** Reads the first nine bytes; null: they are not all there. @throws RdbFault */
export function readHeader(view: DataView, at: number, base: number): RdbHeader | null {
  const length = Math.min(HEADER_BYTES, view.byteLength - at);
  const bytes = Array.from({ length }, (_, i) => view.getUint8(at + i));
  const text = String.fromCharCode(...bytes);
  const magic = (["REDIS", "VALKEY"] as const).find((word) => word.startsWith(text.slice(0, word.length)));
  if (magic === undefined)
    throw new RdbFault("not-an-rdb", base + at, "It does not begin with REDIS or VALKEY");
  if (length < HEADER_BYTES) return null;
  const digits = text.slice(magic.length);
  if (!/^\d+$/.test(digits)) throw new RdbFault("not-an-rdb", base + at, "No version follows its first word");
  const version = Number(digits);
  if (!versions[magic].includes(version))
    throw new RdbFault("unknown-version", base + at, `Version ${version} of ${magic} is not known here`);
  return { magic, version, next: at + HEADER_BYTES };
}
