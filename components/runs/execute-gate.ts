import type { Plan } from "@/lib/contract";

/** What stands between a person and the button that runs a plan. */
export type Gate =
  | { readonly open: true }
  | {
      readonly open: false;
      readonly reason: string;
      /** What lifts it: a new plan, the person's consent, or a change elsewhere. */
      readonly cure: "replan" | "consent" | "wait";
    };

export interface GateFacts {
  readonly plan: Plan;
  /** Seconds until the plan expires; 0 when it has. */
  readonly secondsLeft: number;
  /** The group's revision now; null while the group is not known. */
  readonly revision: number | null;
  /** Why no action may run now; null: one may. */
  readonly blocked: string | null;
  /** The API said that the plan is stale. */
  readonly refusedAsStale: boolean;
  readonly accepted: boolean;
  readonly typed: string;
}

interface Row {
  readonly id: string;
  readonly cure: "replan" | "consent" | "wait";
  readonly closes: (facts: GateFacts) => string | null;
}

const needsTyping = ({ confirm }: Plan): string | null => (confirm?.tier === 3 ? confirm.type : null);

/** First match wins. Reasons of the world come before those of the person: consent to a dead plan is worth nothing. */
export const gateRows: readonly Row[] = [
  { id: "blocked", cure: "wait", closes: ({ blocked }) => blocked },
  {
    id: "checks-failed",
    cure: "replan",
    closes: ({ plan }) => {
      const failed = plan.checks.filter((check) => check.status === "fail").length;
      if (failed === 0) return null;
      return failed === 1
        ? "A check failed: put it right, then check again."
        : `${failed} checks failed: put them right, then check again.`;
    },
  },
  {
    id: "changed",
    cure: "replan",
    closes: ({ plan, revision, refusedAsStale }) =>
      refusedAsStale || (revision !== null && revision !== plan.revision)
        ? "The group has changed since this plan was made. Check again before you run it."
        : null,
  },
  {
    id: "expired",
    cure: "replan",
    closes: ({ secondsLeft }) =>
      secondsLeft <= 0 ? "This plan has expired: its readings are too old to act on. Check again." : null,
  },
  {
    id: "not-accepted",
    cure: "consent",
    closes: ({ plan, accepted }) => (plan.confirm !== null && !accepted ? "Tick the box to continue." : null),
  },
  {
    id: "not-typed",
    cure: "consent",
    closes: ({ plan, typed }) => {
      const expected = needsTyping(plan);
      return expected !== null && typed.trim() !== expected ? `Type ${expected} to continue.` : null;
    },
  },
];

/** Whether the plan may be run now, and if not, why and what lifts it. */
export function gateOf(facts: GateFacts): Gate {
  for (const row of gateRows) {
    const reason = row.closes(facts);
    if (reason !== null) return { open: false, reason, cure: row.cure };
  }
  return { open: true };
}

/**
 * Seconds until `plan` expires. Counted from when it arrived here over the life the server gave it,
 * so that a browser's wrong clock neither shortens nor stretches it. Milliseconds of one clock.
 */
export function secondsLeft(plan: Plan, receivedAtMs: number, nowMs: number): number {
  const lifeMs = Date.parse(plan.expiresAt) - Date.parse(plan.createdAt);
  return Math.max(0, (lifeMs - (nowMs - receivedAtMs)) / 1000);
}
