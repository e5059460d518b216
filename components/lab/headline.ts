import { formatDuration } from "@/components/runs/durations";
import type { ConsistencyResult, LabResult, ScalingResult, SyncResult } from "@/lib/contract";
import { caseName } from "@/lib/lab/scaling-name";
import { caseWords } from "@/lib/lab/sync-case";
import { staleShare } from "./consistency-metrics";
import { formatBytes, formatPerSecond, formatShare } from "./units";
import { modeWords } from "./words";

/** What an experiment found, in one line of a list; null: nothing is measured. */
export function headlineOf(result: LabResult | null): string | null {
  if (result === null) return null;
  switch (result.kind) {
    case "consistency":
      return stale(result);
    case "scaling":
      return reads(result);
    case "sync":
      return resyncs(result);
  }
}

function stale({ modes }: ConsistencyResult): string | null {
  const shares = modes.flatMap((one) => {
    const share = staleShare(one);
    return share === null ? [] : [`${modeWords[one.mode].name} ${formatShare(share)}`];
  });
  return shares.length === 0 ? null : `Stale: ${shares.join(", ")}.`;
}

function reads({ rows }: ScalingResult): string | null {
  const best = rows.reduce<ScalingResult["rows"][number] | null>(
    (most, row) => (most === null || row.readsPerSecond > most.readsPerSecond ? row : most),
    null,
  );
  const alone = rows.find(({ replicas }) => replicas === 0);
  if (best === null) return null;
  const most = `Most reads: ${formatPerSecond(best.readsPerSecond)}, ${lower(caseName(best))}`;
  return alone === undefined || alone === best || alone.readsPerSecond === 0
    ? `${most}.`
    : `${most}; ${times(best.readsPerSecond / alone.readsPerSecond)} of the primary alone.`;
}

function resyncs({ rows }: SyncResult): string | null {
  const last = rows.at(-1);
  if (last === undefined) return null;
  const { full, outage } = last;
  return `${caseWords(last)}: full resync ${formatDuration(full.seconds)}; after the cut ${outage.resync}, a backlog of ${formatBytes(outage.neededBacklogBytes)} was needed.`;
}

/** `×1.8`: two digits after the point below 10. */
export const times = (ratio: number): string => `×${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0)}`;

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
