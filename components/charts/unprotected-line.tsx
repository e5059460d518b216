"use client";
import { unknownWords } from "@/components/backups/protection-words";
import { useProtection } from "@/components/backups/use-protection";
import { usePast } from "@/components/live/past";
import { useReady } from "@/components/live/store";
import type { Protection } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";

/** What lies right of the last verified backup's mark, in words. */
export function UnprotectedLine({ groupId }: { groupId: string }) {
  const protection = useProtection(groupId, (it) => it);
  const present = usePast(groupId) === null;
  if (!useReady()) return null;
  return (
    <p className="gutter live-value border-b py-1.5 text-12 text-fg-2">
      Unprotected {present ? "now" : "then"}: {words(protection)}
    </p>
  );
}

function words(protection: Protection | null): string {
  if (protection === null) return "everything. There is no verified backup of this group.";
  const { bytes, unknown, seconds } = protection;
  const age = `${formatSeconds(seconds)} since the last verified backup`;
  return unknown === null
    ? `${formatBytes(bytes)} and ${age}.`
    : `${age}; how much cannot be told: ${unknownWords[unknown]}.`;
}
