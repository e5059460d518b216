"use client";
import { useEffect, useMemo, useState } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { Backup, Event, Finding, Group, Health, Instance, Role, Run } from "@/lib/contract";
import { blockedReason, PAST_REASON } from "./blocked";
import { openChart, openSpark } from "./charts";
import { loadBackups, loadEvents, loadRun, loadRuns } from "./load";
import { shownGroup } from "./past-view";
import { instanceOf } from "./picture";
import { emptySeries, type GroupSeries, sparkOf } from "./series";
import { type Freshness, type LiveState, liveStore } from "./state";
import { useWithheld } from "./who";

export { putRun } from "./load";
export type { GroupSeries, InstanceSeries } from "./series";
export type { Freshness } from "./state";
export { freeze, liveStore, thaw, thresholdsOf } from "./state";

/** Whether the first snapshot has come: before it, an absent group is unknown and not gone. */
export const useReady = (): boolean => useStore(liveStore, (s) => s.view.ready);

/** Ids of all groups, worst first. */
export const useGroupIds = (): string[] => useStore(liveStore, (s) => s.view.groupIds);

/** Picks once per object: a pick that is a new object each time would otherwise look like a change without end. */
function pickFrom<From, T>(
  from: (state: LiveState) => From,
  select: (from: From) => T,
): (state: LiveState) => T {
  let last: { readonly from: From; readonly picked: T } | null = null;
  return (state) => {
    const now = from(state);
    if (last === null || last.from !== now) last = { from: now, picked: select(now) };
    return last.picked;
  };
}

/**
 * What `select` picks of a group, as it is or as it was at the moment that is shown; null while it is unknown.
 * Renders again only when the pick differs (shallowly).
 */
export function useGroup<T>(groupId: string, select: (group: Group | null) => T): T {
  return useStore(liveStore, useShallow(pickFrom((s) => shownGroup(s, groupId), select)));
}

/** The same of the group as it is, also while the page shows how it was. */
export function usePresentGroup<T>(groupId: string, select: (group: Group | null) => T): T {
  return useStore(liveStore, useShallow(pickFrom((s) => s.view.groups[groupId] ?? null, select)));
}

/** What `select` picks of an instance; null while it is unknown. Renders again only when the pick differs (shallowly). */
export function useInstance<T>(
  groupId: string,
  instanceId: string,
  select: (instance: Instance | null) => T,
): T {
  return useStore(
    liveStore,
    useShallow(pickFrom((s) => instanceOf(shownGroup(s, groupId) ?? undefined, instanceId), select)),
  );
}

/** The group that holds an instance; null: none does. */
export const useGroupOf = (instanceId: string): string | null =>
  useStore(
    liveStore,
    (s) => s.view.groupIds.find((id) => instanceOf(s.view.groups[id], instanceId) !== null) ?? null,
  );

/** The link between this page and Tidemark. `lastAt` moves with every beat: select the state alone where that is enough. */
export const useFreshness = (): Freshness => useStore(liveStore, (s) => s.freshness);

/** The state of that link alone. */
export const useFreshnessState = (): Freshness["state"] => useStore(liveStore, (s) => s.freshness.state);

/** Whole seconds since anything came; null while the page is not stale. */
export function useStaleSeconds(): number | null {
  const lastAt = useStore(liveStore, (s) => (s.freshness.state === "stale" ? s.freshness.lastAt : null));
  const now = useNow(lastAt !== null);
  return lastAt === null ? null : Math.max(0, Math.floor((now - lastAt) / 1000));
}

/** The time, each second, while `ticking`. Unix milliseconds. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}

/** When the view was frozen, Unix milliseconds; null while it is live. */
export const useFrozenAt = (): number | null => useStore(liveStore, (s) => s.frozenAt);

/** The last 15 minutes of a group, a new object at most once per second. Rows of nulls are gaps. */
export function useSeries(groupId: string): GroupSeries {
  useEffect(() => openChart(groupId), [groupId]);
  return useStore(liveStore, (s) => s.series[groupId]) ?? emptySeries;
}

/** Seconds behind over the last 60 s, oldest first; null is unknown. */
export function useSpark(groupId: string, instanceId: string): (number | null)[] {
  useEffect(() => openSpark(groupId), [groupId]);
  const past = useStore(liveStore, (s) => s.past?.group === groupId);
  const rows = useStore(liveStore, (s) => (s.frozenAt === null ? s.rows[groupId] : undefined));
  const [shown, setShown] = useState(rows);
  if (rows !== undefined && rows !== shown) setShown(rows);
  // The newest minute is none of the past's.
  return useMemo(() => sparkOf(past ? [] : (shown ?? []), instanceId, 60), [past, shown, instanceId]);
}

/** Newest first; of one group where an id is given. */
export function useEvents(groupId?: string): Event[] {
  useEffect(() => loadEvents(groupId), [groupId]);
  const events = useStore(liveStore, (s) => s.view.events);
  return useMemo(
    () => (groupId === undefined ? events : events.filter((event) => event.group === groupId)),
    [events, groupId],
  );
}

/** One run, fetched once and then pushed; null until it is there. */
export function useRun(runId: string): Run | null {
  useEffect(() => loadRun(runId), [runId]);
  return useStore(liveStore, (s) => s.runs[runId] ?? null);
}

/** Newest first. */
export function useRuns(groupId?: string): Run[] {
  useEffect(() => loadRuns(groupId), [groupId]);
  const runs = useStore(liveStore, (s) => s.runs);
  return useMemo(() => newestFirst(runs, groupId), [runs, groupId]);
}

/** Newest first. */
export function useBackups(groupId?: string): Backup[] {
  useEffect(() => loadBackups(groupId), [groupId]);
  const backups = useStore(liveStore, (s) => s.backups);
  return useMemo(() => newestFirst(backups, groupId), [backups, groupId]);
}

const newestFirst = <T extends { group: string; startedAt: string }>(
  all: Readonly<Record<string, T>>,
  group: string | undefined,
): T[] =>
  Object.values(all)
    .filter((one) => group === undefined || one.group === group)
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));

/** The server's account of itself: version, thresholds, whether actions may run. */
export const useHealth = (): Health | null => useStore(liveStore, (s) => s.health);

/** The version of this page and the server's, once they differ; null while they are one. */
export const useNewVersion = (): LiveState["versions"] =>
  useStore(liveStore, ({ versions }) => (versions?.page === versions?.server ? null : versions));

/** Why no action can be started on this group now, as a sentence; null: it can. Looks at the newest picture even while frozen. */
export function useActionsBlocked(groupId: string): string | null {
  const withheld = useGroupWithheld(groupId);
  const blocked = useStore(liveStore, (s) =>
    s.past?.group === groupId
      ? PAST_REASON
      : blockedReason(s.freshness.state, s.health, s.head.groups[groupId] ?? null),
  );
  return withheld ?? blocked;
}

/** Why the person at the page may not act on this group, whatever else stands in the way; null: they may. */
export function useGroupWithheld(groupId: string, needs: Role = "operator"): string | null {
  const name = useStore(liveStore, (s) => s.head.groups[groupId]?.name ?? groupId);
  return useWithheld(needs, { id: groupId, name });
}

/** Open findings of all groups, worst group first. */
export const useFindings = (): Finding[] =>
  useStore(
    liveStore,
    useShallow((s) => s.view.groupIds.flatMap((id) => s.view.groups[id]?.findings ?? [])),
  );
