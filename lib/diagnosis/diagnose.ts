import type { Finding, Severity } from "@/lib/contract";
import { type FindingClock, type Holding, type Settled, settle } from "./clock";
import type { Context } from "./context";
import { rules } from "./rules";

const order: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };
/** After a start the group is found again member by member; so long nothing remembered is called over. */
const DISCOVERY_MS = 10_000;
const table = Object.values(rules);

/** Gravest first, then longest open, then by id: a list that does not jump. */
const byGravity = (a: Finding, b: Finding): number =>
  order[a.severity] - order[b.severity] || compare(a.since, b.since) || compare(a.id, b.id);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Runs every rule over the group and settles what holds against the clock, which it changes.
 */
export function diagnose(context: Context, clock: FindingClock, nowMs: number): Settled {
  const holding = table.flatMap((rule): Holding[] =>
    rule.fires(context).map(({ severity, holdMs, ...draft }) => ({
      finding: {
        ...draft,
        id: `${context.group.id}/${rule.code}/${draft.instance ?? "-"}`,
        code: rule.code,
        severity: severity ?? rule.severity,
        group: context.group.id,
      },
      holdMs: holdMs ?? rule.holdMs(context.pollIntervalMs),
    })),
  );
  const graceMs = Math.max(DISCOVERY_MS, 2 * context.pollIntervalMs);
  const settled = settle(clock, holding, nowMs, (finding) => rules[finding.code].clearMs, graceMs);
  return { ...settled, open: settled.open.sort(byGravity) };
}
