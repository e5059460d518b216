/** Distance between two labels. Pixels. */
const STEP_PX = 13;

/** Moves labels at `wantedY` apart to at least 13 px, in their order, within `low` to `high`. Answers in the order given. */
export function spread(wantedY: readonly number[], low: number, high: number): number[] {
  const order = wantedY.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y || a.index - b.index);
  const placed: number[] = [];
  for (const { y } of order) placed.push(Math.max(y, (placed.at(-1) ?? low - STEP_PX) + STEP_PX));
  let limit = high;
  for (let i = placed.length - 1; i >= 0; i -= 1) {
    placed[i] = Math.min(placed[i] ?? limit, limit);
    limit = (placed[i] ?? limit) - STEP_PX;
  }
  const result = wantedY.slice();
  order.forEach(({ index }, i) => {
    result[index] = placed[i] ?? result[index] ?? low;
  });
  return result;
}
