"use client";
import { useState } from "react";
import { useStore } from "zustand";
import { api, problemOf } from "@/components/live/api";
import { offReason } from "@/components/live/blocked";
import { liveStore, useGroupWithheld } from "@/components/live/store";
import { toast } from "@/components/ui/toast";
import type { Backup } from "@/lib/contract";

/**
 * Asks the server for something about a backup whose outcome comes over the socket.
 * @param stand what of the backup changes once it has been done
 */
export function useAsked(
  backup: Backup,
  what: "recheck" | "accept",
  stand: string | null,
): { asked: boolean; ask(): void } {
  const [askedAt, setAskedAt] = useState<{ readonly stand: string | null } | null>(null);
  const ask = (): void => {
    setAskedAt({ stand });
    api.post<Backup>(`/api/backups/${encodeURIComponent(backup.id)}/${what}`, {}).catch((error: unknown) => {
      const { title, detail } = problemOf(error);
      toast(title, { description: detail, tone: "error" });
      setAskedAt(null);
    });
  };
  return { asked: askedAt !== null && askedAt.stand === stand, ask };
}

/**
 * Why nothing can be asked for about a backup of this group now; a run of the group is no reason, since none of its servers
 * is asked. Null: it can.
 */
export function useAskBlocked(group: string): string | null {
  const withheld = useGroupWithheld(group);
  const off = useStore(liveStore, (s) => offReason(s.freshness.state, s.health));
  return withheld ?? off;
}
