import type { OffsetSample } from "./tracks";

/** The first index from which `test` holds (it must hold from some point on), or the length. */
export function firstIndex(looks: readonly OffsetSample[], test: (look: OffsetSample) => boolean): number {
  let low = 0;
  let high = looks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const look = looks[middle];
    if (look !== undefined && !test(look)) low = middle + 1;
    else high = middle;
  }
  return low;
}
