"use client";
import { Check, X } from "lucide-react";
import type { Backup } from "@/lib/contract";
import { formatPercent, formatSeconds, UNKNOWN } from "@/lib/format";
import { useRunningDrill } from "./use-drills";

/** How a backup's last drill came out, with the recovery time; while one goes on, how far it is. */
export function DrillMark({ backup }: { backup: Backup }) {
  const running = useRunningDrill(backup.id);
  if (running !== null) {
    const step = running.steps.find(({ state }) => state === "running");
    return <span className="text-sync">{formatPercent(step?.progress?.fraction ?? null)}</span>;
  }
  const { drill } = backup;
  if (drill === null) return <span className="text-fg-3">{UNKNOWN}</span>;
  return (
    <span className="inline-flex items-center gap-1 align-middle" title={drill.text}>
      {drill.ok ? (
        <Check size={16} strokeWidth={1.5} aria-hidden="true" className="text-ok" />
      ) : (
        <X size={16} strokeWidth={1.75} aria-hidden="true" className="text-crit" />
      )}
      {drill.ok ? (
        <>
          <span className="sr-only">held, restored in</span>
          {formatSeconds(drill.seconds)}
        </>
      ) : (
        <span className="text-crit">failed</span>
      )}
    </span>
  );
}
