"use client";
import Link from "next/link";
import { wordsOf } from "@/components/runs/wording";
import { Clock } from "@/components/ui/time";
import type { Backup } from "@/lib/contract";
import { UNKNOWN } from "@/lib/format";
import { useDrills } from "./use-drills";

/** What a backup's last drill said, and all its drills that are kept. */
export function DrillResult({ backup }: { backup: Backup }) {
  const drills = useDrills(backup.id);
  const { drill } = backup;
  return (
    <>
      {drill === null ? (
        backup.state === "verified" ? (
          "Not yet: nobody has restored it."
        ) : (
          UNKNOWN
        )
      ) : (
        <>
          <span className={drill.ok ? "text-ok" : "text-crit"}>{drill.ok ? "Held" : "Failed"}</span>,{" "}
          <Clock at={drill.at} />
          <span className="block text-pretty text-fg-2">{drill.text}</span>
        </>
      )}
      {drills.length > 0 && (
        <ul aria-label="Drills of this backup" className="mt-1">
          {drills.map((run) => (
            <li key={run.id}>
              <Link href={`/runs/${encodeURIComponent(run.id)}`} className="text-accent hover:underline">
                Drill at <Clock at={run.startedAt} />
              </Link>
              <span className="text-fg-3">
                {" "}
                by {run.actor}: {wordsOf(run).word.toLowerCase()}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
