import { randomBytes } from "node:crypto";

let lastMs = 0;
let counter = 0;

/**
 * An id that sorts by when it was made, also within one millisecond: UUID version 7, RFC 9562 section 5.7,
 * with its 12-bit `rand_a` as a counter (section 6.2, method 1).
 */
export function timeOrderedId(nowMs: number): string {
  // A monotonic clock also tells parts of a millisecond, for which the id has no place.
  const wholeMs = Math.floor(nowMs);
  if (wholeMs > lastMs) {
    lastMs = wholeMs;
    counter = 0;
  } else {
    counter += 1;
    if (counter > 0xfff) {
      lastMs += 1;
      counter = 0;
    }
  }
  const time = lastMs.toString(16).padStart(12, "0");
  const random = randomBytes(8);
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
  const tail = random.toString("hex");
  const order = counter.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
