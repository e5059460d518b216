/** A label of the lane: where its middle should be and how wide it is. Pixels. */
export interface LaneLabel {
  readonly x: number;
  readonly width: number;
}

/** Room between a label and its neighbour. */
const AIR_PX = 6;

/**
 * Middles for labels in one lane, each as near as can be to where it should be: beside what is already there
 * (`taken`), beside each other, and between `low` and `high`. Null: there is no room.
 */
export function placeLabels(
  labels: readonly LaneLabel[],
  taken: readonly LaneLabel[],
  low: number,
  high: number,
): (number | null)[] {
  const there = [...taken];
  return labels.map(({ x, width }) => {
    const clear = (at: number): boolean =>
      at - width / 2 >= low &&
      at + width / 2 <= high &&
      there.every((other) => Math.abs(other.x - at) >= (other.width + width) / 2 + AIR_PX);
    const beside = there.flatMap((other) => {
      const away = (other.width + width) / 2 + AIR_PX;
      return [other.x - away, other.x + away];
    });
    const inside = Math.min(Math.max(x, low + width / 2), high - width / 2);
    const at = [inside, ...beside].filter(clear).sort((a, b) => Math.abs(a - x) - Math.abs(b - x))[0];
    if (at === undefined) return null;
    there.push({ x: at, width });
    return at;
  });
}
