"use client";
import { useMemo } from "react";
import { useGroup, usePresentGroup } from "@/components/live/store";
import { shortNames } from "@/components/runs/short-names";
import type { Group } from "@/lib/contract";
import { shorten } from "@/lib/format";
import { replicaNames } from "./replica-names";

export interface Names {
  /** Ids of those that replicate at the moment that is shown, in the order of their names. */
  readonly replicas: readonly string[];
  /** A name short enough for the end of a line; an id that no member has stays as it is. */
  readonly nameOf: (id: string) => string;
}

const allNames = (group: Group | null): Record<string, string> =>
  Object.fromEntries((group?.instances ?? []).map(({ id, name }) => [id, name]));

/** Names of a group's instances, of those that are members now and of those that were at the moment that is shown. */
export function useNames(groupId: string): Names {
  const shown = useGroup(groupId, replicaNames);
  const then = useGroup(groupId, allNames);
  const now = usePresentGroup(groupId, allNames);
  const replicasNow = usePresentGroup(groupId, replicaNames);
  return useMemo(() => {
    const replicas = Object.keys(shown).length === 0 ? replicasNow : shown;
    const names = { ...now, ...then };
    const short = shortNames(Object.values(names));
    return {
      replicas: Object.keys(replicas),
      nameOf: (id) => shorten(short.get(names[id] ?? id) ?? names[id] ?? id, 12),
    };
  }, [shown, then, now, replicasNow]);
}
