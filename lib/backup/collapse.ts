import type { Backup, Check } from "@/lib/contract";
import { formatBytes, formatCount } from "@/lib/format";

/** The check of a backup whose data set collapsed; it passes once a person has said that this is right. */
export const COLLAPSE_CHECK = "data-collapsed";

/** A data set has collapsed when it is smaller than this share of the median of those before. */
const SHARE = 0.5;
/** How many of those before are looked at. */
const WINDOW = 7;

const measures = [
  { of: ({ keys }: Backup) => keys, words: (n: number) => `${formatCount(Math.round(n))} keys` },
  { of: ({ sizeBytes }: Backup) => sizeBytes, words: (n: number) => formatBytes(n) },
] as const;

export const isAccepted = ({ checks }: Backup): boolean =>
  checks.some(({ code, status }) => code === COLLAPSE_CHECK && status === "pass");

/**
 * Whether the newest of these verified backups holds suddenly much less than those before it, in words; null: it does not.
 * Those that had collapsed themselves are none to compare with, or a loss that nobody noticed would become what is usual.
 * @param verified of one group, newest first, in the order in which they came
 */
export function findCollapse(verified: readonly Backup[]): string | null {
  let sound: Backup[] = [];
  let found: string | null = null;
  for (const backup of verified.toReversed()) {
    found = isAccepted(backup) ? null : collapseOf(backup, sound.slice(-WINDOW));
    if (isAccepted(backup)) sound = [backup];
    else if (found === null) sound.push(backup);
  }
  return found;
}

function collapseOf(backup: Backup, before: readonly Backup[]): string | null {
  for (const { of, words } of measures) {
    const usual = median(before.flatMap((one) => of(one) ?? []));
    const now = of(backup);
    if (usual === null || now === null || now >= usual * SHARE) continue;
    return `It holds ${words(now)}, and those before it hold ${words(usual)}: older backups are not deleted until a later one holds at least half of that, or a person accepts this one.`;
  }
  return null;
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The backup with what was found, or accepted, of it. */
export const withCollapse = (backup: Backup, check: Omit<Check, "code">): Backup => ({
  ...backup,
  checks: [
    ...backup.checks.filter(({ code }) => code !== COLLAPSE_CHECK),
    { code: COLLAPSE_CHECK, ...check },
  ],
});
