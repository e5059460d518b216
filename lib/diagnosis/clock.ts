import type { Finding } from "@/lib/contract";

interface Watched {
  /** When the condition began to hold without a break longer than its rule allows. */
  readonly sinceMs: number;
  /** When it last held; null: it is remembered from before the process stopped and has not been looked at yet. */
  lastMs: number | null;
  /** Remembered, and not seen to hold since. */
  remembered: boolean;
  /** As it is shown; null while its rule still waits. */
  shown: Finding | null;
}

/** Conditions under watch, by finding id. */
export type FindingClock = Map<string, Watched>;

/** A condition that holds now, and how long before it is shown. */
export interface Holding {
  /** All but `since`, which the clock knows. */
  readonly finding: Omit<Finding, "since">;
  /** How long it must hold before it is shown. */
  readonly holdMs: number;
}

export const createFindingClock = (open: readonly Finding[]): FindingClock =>
  new Map(
    open.map((finding) => [
      finding.id,
      { sinceMs: Date.parse(finding.since), lastMs: null, remembered: true, shown: finding },
    ]),
  );

export interface Settled {
  readonly open: Finding[];
  readonly opened: Finding[];
  readonly closed: Finding[];
}

/**
 * Turns the conditions that hold at `nowMs` into open findings: each waits out its rule's hold, and outlives its
 * condition by the rule's clear time, so that a flicker neither opens nor closes anything. One whose severity changed is
 * opened anew. Changes `clock`.
 * @param clearMsOf how long the condition must be gone before the finding is closed
 * @param graceMs how long a remembered finding stays before it is judged: the group is only being found again
 */
export function settle(
  clock: FindingClock,
  holding: readonly Holding[],
  nowMs: number,
  clearMsOf: (finding: Finding) => number,
  graceMs: number,
): Settled {
  const opened: Finding[] = [];
  const closed: Finding[] = [];
  const firing = new Set<string>();
  for (const { finding, holdMs } of holding) {
    firing.add(finding.id);
    const watched: Watched = clock.get(finding.id) ?? {
      sinceMs: nowMs,
      lastMs: nowMs,
      remembered: false,
      shown: null,
    };
    watched.lastMs = nowMs;
    watched.remembered = false;
    if (watched.shown !== null || nowMs - watched.sinceMs >= holdMs) {
      const shown = { ...finding, since: new Date(watched.sinceMs).toISOString() };
      if (watched.shown?.severity !== shown.severity) opened.push(shown);
      watched.shown = shown;
    }
    clock.set(finding.id, watched);
  }
  for (const [id, watched] of clock) {
    if (firing.has(id)) continue;
    watched.lastMs ??= nowMs;
    const { shown, lastMs, remembered } = watched;
    if (shown === null) clock.delete(id);
    else if (nowMs - lastMs >= Math.max(clearMsOf(shown), remembered ? graceMs : 0)) {
      clock.delete(id);
      closed.push(shown);
    }
  }
  const open = [...clock.values()].flatMap(({ shown }) => (shown === null ? [] : [shown]));
  return { open, opened, closed };
}
