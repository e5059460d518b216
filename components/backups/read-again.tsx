"use client";
import { Button } from "@/components/ui/button";
import { TimeAgo } from "@/components/ui/time";
import type { Backup } from "@/lib/contract";
import { useAskBlocked, useAsked } from "./use-asked";

/** When the kept file was last read again, what that said, and the way to have it read now. */
export function ReadAgain({ backup }: { backup: Backup }) {
  const { rechecked } = backup;
  const blocked = useAskBlocked(backup.group);
  const { asked, ask } = useAsked(backup, "recheck", rechecked?.at ?? null);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span>
        {rechecked === null ? "Not since it was taken" : <TimeAgo at={rechecked.at} suffix=" ago" />}
      </span>
      <Button size="row" onClick={ask} blocked={asked ? "It is being read." : blocked}>
        {asked ? "Reading…" : "Read again"}
      </Button>
      {rechecked?.ok === true && <p className="basis-full text-pretty text-fg-2">{rechecked.text}</p>}
    </div>
  );
}
