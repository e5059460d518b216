import type { StepProgress } from "@/lib/contract";
import { formatBytes, formatCount, formatRate } from "@/lib/format";
import type { Received } from "./receive";

/**
 * How far a copy is, by the keys walked against those the source held when it was asked. Null: nothing has come yet, the
 * source forks or writes.
 */
export function copyProgress(
  received: Received | null,
  { keys, seconds }: { keys: number | null; seconds: number },
): StepProgress {
  if (received === null)
    return { text: "The source prepares its data set", fraction: null, etaSeconds: null };
  const pace = seconds > 0 ? `, ${formatRate(received.bytes / seconds)}` : "";
  if (keys === null || keys === 0)
    return {
      text: `${formatBytes(received.bytes)}, ${formatCount(received.keys)} keys${pace}`,
      fraction: null,
      etaSeconds: null,
    };
  // Keys were written since it was counted: the last share is never the whole.
  const fraction = Math.min(0.99, received.keys / keys);
  return {
    text: `${formatCount(received.keys)} of ${formatCount(keys)} keys, ${formatBytes(received.bytes)}${pace}`,
    fraction,
    etaSeconds: fraction === 0 ? null : (seconds * (1 - fraction)) / fraction,
  };
}
