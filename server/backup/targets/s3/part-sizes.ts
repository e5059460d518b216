/** S3 takes no more parts of one upload than this. */
export const MOST_PARTS = 10_000;
const PART_BYTES = 8 * 1024 ** 2;
const EVEN_PARTS = 5_000;
const STEP_PARTS = 1_000;

/**
 * How large the part of that number is, from 1. Nobody knows beforehand how long a stream will be: up to 39 GiB all parts are
 * 8 MiB (some stores want them alike), then each thousand is twice as large as the one before. 10,000 of them hold 523 GiB.
 */
export const partBytes = (number: number): number =>
  PART_BYTES * 2 ** Math.max(0, Math.ceil((number - EVEN_PARTS) / STEP_PARTS));
