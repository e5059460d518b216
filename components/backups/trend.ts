import type { Backup } from "@/lib/contract";

/** One backup in the trend of a group's sizes. */
export interface Bar {
  readonly id: string;
  readonly at: string;
  /** Null: nothing of it was kept, or its size is not known. */
  readonly sizeBytes: number | null;
  /** Of the largest shown; 0 where the size is not known. */
  readonly share: number;
  readonly state: Backup["state"];
}

/** The last `most` backups of one group that ended, oldest first. */
export function trendOf(backups: readonly Backup[], most: number): Bar[] {
  const ended = backups
    .filter(({ state }) => state !== "running")
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt))
    .slice(-most);
  const size = ({ state, sizeBytes }: Backup): number | null => (state === "failed" ? null : sizeBytes);
  const largest = Math.max(1, ...ended.map((backup) => size(backup) ?? 1));
  return ended.map((backup) => {
    const sizeBytes = size(backup);
    return {
      id: backup.id,
      at: backup.startedAt,
      sizeBytes,
      share: sizeBytes === null ? 0 : sizeBytes / largest,
      state: backup.state,
    };
  });
}

/** How the sizes went, from the first that is known to the last; null: fewer than two are. */
export function sizeChange(bars: readonly Bar[]): { readonly from: number; readonly to: number } | null {
  const known = bars.flatMap(({ sizeBytes }) => sizeBytes ?? []);
  const [from, to] = [known[0], known.at(-1)];
  return known.length < 2 || from === undefined || to === undefined ? null : { from, to };
}
