/**
 * Which of a menu's entries a key leads to, from the entry at `current` (-1: none); null: the key leads nowhere.
 * A letter leads to the next entry that begins with it. Keys as the ARIA authoring practices give them for menus.
 */
export function entryFor(key: string, current: number, labels: readonly string[]): number | null {
  const last = labels.length - 1;
  if (last < 0) return null;
  if (key === "ArrowDown") return current < last ? current + 1 : 0;
  if (key === "ArrowUp") return current > 0 ? current - 1 : last;
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key.length !== 1 || key === " ") return null;
  const begins = (at: number): boolean =>
    labels[at]?.trim().toLowerCase().startsWith(key.toLowerCase()) ?? false;
  const inOrder = labels.map((_, step) => (current + 1 + step) % labels.length);
  return inOrder.find(begins) ?? null;
}
