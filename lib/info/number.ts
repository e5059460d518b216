import { type Offset, toOffset } from "@/lib/units";

const wholeNumber = /^(?:0|-?[1-9]\d{0,15})$/;

/**
 * A whole number exactly as Redis prints one, or null: no sign but a minus, no leading zero, nothing beyond
 * 2^53 - 1, since a larger one would be rounded.
 */
export function readWhole(text: string | undefined): number | null {
  if (text === undefined || !wholeNumber.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** A whole number from 0 up, or null. */
export function readCount(text: string | undefined): number | null {
  const value = readWhole(text);
  return value === null || value < 0 ? null : value;
}

/** A byte position in the stream, or null. */
export function readOffset(text: string | undefined): Offset | null {
  const value = readCount(text);
  return value === null ? null : toOffset(value);
}

/** `0` or `1`, or null. */
export function readFlag(text: string | undefined): boolean | null {
  if (text === "1") return true;
  return text === "0" ? false : null;
}

/** `ok` or `err`, or null. */
export function readOkErr(text: string | undefined): boolean | null {
  if (text === "ok") return true;
  return text === "err" ? false : null;
}

/** A percentage as Redis prints it (`12.34`, no leading zero), as a share from 0 to 1, or null. */
export function readShare(text: string | undefined): number | null {
  if (text === undefined || !/^(?:0|[1-9]\d{0,2})(?:\.\d{1,6})?$/.test(text)) return null;
  const share = Number(text) / 100;
  return share <= 1 ? share : null;
}
