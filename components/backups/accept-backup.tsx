"use client";
import { Button } from "@/components/ui/button";
import { COLLAPSE_CHECK } from "@/lib/backup/collapse";
import type { Backup } from "@/lib/contract";
import { useAskBlocked, useAsked } from "./use-asked";

/** For a backup whose data set collapsed: a person says that this is right, and older ones are deleted again. */
export function AcceptBackup({ backup }: { backup: Backup }) {
  const status = backup.checks.find(({ code }) => code === COLLAPSE_CHECK)?.status ?? null;
  const blocked = useAskBlocked(backup.group);
  const { asked, ask } = useAsked(backup, "accept", status);
  if (status === null || status === "pass") return null;
  return (
    <Button size="row" className="mt-2" onClick={ask} blocked={asked ? "It is being accepted." : blocked}>
      It is right: delete older ones again
    </Button>
  );
}
