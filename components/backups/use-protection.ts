"use client";
import { useMemo } from "react";
import { usePast } from "@/components/live/past";
import { useBackups, useGroup } from "@/components/live/store";
import { primaryOf, protectionOf } from "@/lib/backup/protection";
import { newestVerified } from "@/lib/backup/verified";
import type { Protection } from "@/lib/contract";

/**
 * What `select` picks of what of a group is in no verified backup: now as the server counts it, of the past by what was kept
 * of that moment. Null: there was none.
 */
export function useProtection<T>(groupId: string, select: (protection: Protection | null) => T): T {
  const backups = useBackups(groupId);
  const pastMs = usePast(groupId)?.atMs ?? null;
  const then = useMemo(
    () =>
      pastMs === null
        ? null
        : newestVerified(backups.filter(({ endedAt }) => endedAt !== null && Date.parse(endedAt) <= pastMs)),
    [backups, pastMs],
  );
  return useGroup(groupId, (group) => {
    if (pastMs === null) return select(group?.protection ?? null);
    return select(
      then === null ? null : protectionOf(then, group === null ? null : primaryOf(group), pastMs),
    );
  });
}
