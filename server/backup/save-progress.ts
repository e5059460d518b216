import type { StepProgress } from "@/lib/contract";
import { formatCount, formatPercent } from "@/lib/format";
import type { PersistenceView } from "@/lib/info/view";

/**
 * How far a save is, by its keys. The child reports once a second, and not at all before 6.2: then the share is
 * unknown. The rest is taken to go at the pace so far.
 */
export function saveProgress(persistence: PersistenceView): StepProgress {
  const { saveKeys, saveSeconds } = persistence;
  if (saveKeys === null)
    return { text: "Saving; the share is not known yet", fraction: null, etaSeconds: null };
  const fraction = Math.min(1, saveKeys.done / saveKeys.total);
  const etaSeconds =
    saveSeconds === null || fraction === 0 ? null : Math.max(0, (saveSeconds * (1 - fraction)) / fraction);
  return {
    text: `${formatCount(saveKeys.done)} of ${formatCount(saveKeys.total)} keys (${formatPercent(fraction)})`,
    fraction,
    etaSeconds,
  };
}
