import type { AuditEntry } from "@/lib/contract";

/** What has been read of a list, newest first. `next` is where the page below begins; null: nothing older is left. */
export interface Pages {
  readonly entries: readonly AuditEntry[];
  readonly next: string | null;
}

/**
 * A first page, read anew, on top of what was read before. Rows never change, so those that both have join the two; where
 * they have none in common there may be a hole between them, and the new page stands alone.
 */
export function onTop(fresh: Pages, known: Pages | null): Pages {
  const newest = known?.entries[0]?.n ?? null;
  const oldest = fresh.entries.at(-1)?.n ?? null;
  if (known === null || newest === null || oldest === null || oldest > newest) return fresh;
  return {
    entries: [...fresh.entries.filter(({ n }) => n > newest), ...known.entries],
    next: known.next,
  };
}

/** An older page below what was read before. */
export const below = (known: Pages, older: Pages): Pages => ({
  entries: [...known.entries, ...older.entries],
  next: older.next,
});
