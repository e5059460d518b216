import { err, ok, type Result } from "./result";

const unitsBytes = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
} as const;
const shape = /^(\d{1,16})(B|KiB|MiB|GiB|TiB)$/;

/** A size as the settings write it, `512B`, `64KiB`, `1MiB`, `2GiB`, in bytes. Whole numbers, powers of 1024 only. */
export function parseSize(text: string): Result<number, string> {
  const found = shape.exec(text);
  const digits = found?.[1];
  const unit = found?.[2];
  if (digits === undefined || !isUnit(unit))
    return err("a size is a whole number and a unit: 512B, 64KiB, 1MiB, 2GiB");
  const bytes = Number(digits) * unitsBytes[unit];
  return Number.isSafeInteger(bytes) ? ok(bytes) : err("this size is too large to count");
}

/** Bytes in the largest unit that says them exactly: 1048576 is `1MiB`, 1000 is `1000B`. */
export function formatSize(bytes: number): string {
  for (const unit of ["TiB", "GiB", "MiB", "KiB"] as const)
    if (bytes > 0 && bytes % unitsBytes[unit] === 0) return `${bytes / unitsBytes[unit]}${unit}`;
  return `${bytes}B`;
}

const isUnit = (text: string | undefined): text is keyof typeof unitsBytes =>
  text !== undefined && Object.hasOwn(unitsBytes, text);
