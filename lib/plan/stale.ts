import type { Check, Effect, Plan } from "@/lib/contract";
import type { PlanContext } from "./context";
import { makePlan } from "./make";
import { readingChanges } from "./readings";

/**
 * What changed since the plan was made that matters to it, one sentence each; empty: it is still true. The plan is
 * made anew from what is read now and compared: its membership, roles and links, the histories, the lag where it has a
 * bound, its steps word for word, the cost of each link, its loss, and every check that has become worse. Writes alone
 * change none of these. A run in progress is not among them: that is the lock's.
 */
export function stalePlan(plan: Plan, context: PlanContext): string[] {
  const expired =
    context.nowMs >= Date.parse(plan.expiresAt) ? ["The plan has expired: its readings are too old."] : [];
  const made = makePlan(plan.request, context);
  if (!made.ok) return [...expired, made.error.detail];
  const now = made.value;
  const changes = [
    ...sketchChanges(plan, now),
    ...readingChanges(plan, now.readings),
    ...checkChanges(plan.checks, now.checks),
    ...effectChanges(plan.effects, now.effects),
    // Connections come and go: whoever has gone is skipped, and who has come since is not closed.
    ...(plan.action === "disconnect" ? [] : stepChanges(plan, now)),
    ...lossChanges(plan, now),
  ];
  const moved =
    changes.length === 0 && plan.revision !== now.revision
      ? [`The group changed since the plan was made (revision ${plan.revision}, now ${now.revision}).`]
      : [];
  return [...expired, ...new Set(changes), ...moved];
}

/** The top of the chain the plan's instance was in. */
export function topOf(plan: Plan): string | null {
  const upstreams = new Map(plan.before.map((row) => [row.instance, row.upstream]));
  const seen = new Set([plan.instance]);
  let at = upstreams.get(plan.instance) ?? null;
  while (at !== null && !seen.has(at)) {
    seen.add(at);
    const above = upstreams.get(at) ?? null;
    if (above === null) return at;
    at = above;
  }
  return null;
}

function sketchChanges(plan: Plan, now: Plan): string[] {
  const rows = new Map(plan.before.map((row) => [row.instance, row]));
  const present = new Set(now.before.map((row) => row.instance));
  const left = plan.before.filter((row) => !present.has(row.instance)).map((row) => `${row.instance} left.`);
  const changed = now.before.flatMap((row) => {
    const before = rows.get(row.instance);
    if (before === undefined) return [`${row.instance} joined.`];
    if (before.role !== row.role)
      return [
        `${row.instance} is ${row.role ?? "of unknown role"} now; it was ${before.role ?? "of unknown role"}.`,
      ];
    return before.upstream === row.upstream
      ? []
      : [
          `${row.instance} follows ${row.upstream ?? "nobody we know"} now; it followed ${before.upstream ?? "nobody we know"}.`,
        ];
  });
  return [...left, ...changed];
}

const severity = { pass: 0, warn: 1, fail: 2 } as const;

function checkChanges(before: readonly Check[], now: readonly Check[]): string[] {
  const known = new Map(before.map((check) => [check.code, check]));
  return now
    .filter((check) => check.code !== "no-run" && !isGuess(check))
    .filter((check) => {
      const was = known.get(check.code);
      const otherHistory =
        check.code === "same-history" && was !== undefined && was.evidence !== check.evidence;
      return otherHistory || severity[check.status] > severity[was?.status ?? "pass"];
    })
    .map((check) => (check.status === "pass" ? `${check.text} It is another one than before.` : check.text));
}

/** Readings of two ends are not of one instant: which is ahead changes with every look while writes flow. */
const isGuess = ({ code, evidence }: Check): boolean => code === "resync" && evidence === null;

const costs = { none: 0, partial: 1, full: 2 } as const;

/**
 * "Unknown" is no worse than what was known: what would be behind it, a link or an instance that is gone, is told as such,
 * and else it is that guess, also of all that hangs below such a link.
 */
function isWorse(now: Effect["resync"], before: Effect["resync"]): boolean {
  if (now === "unknown") return false;
  return costs[now] > (before === "unknown" ? costs.partial : costs[before]);
}

function effectChanges(before: readonly Effect[], now: readonly Effect[]): string[] {
  const key = ({ link }: Effect): string => JSON.stringify([link.replica, link.upstream]);
  const known = new Map(before.map((effect) => [key(effect), effect.resync]));
  return now
    .filter((effect) => isWorse(effect.resync, known.get(key(effect)) ?? "none"))
    .map(({ link, resync, reason }) => `${link.replica}: ${resync} resync now. ${reason}`);
}

function stepChanges(plan: Plan, now: Plan): string[] {
  const words = ({ steps }: Plan): string =>
    JSON.stringify(steps.map(({ kind, instance, command, peer }) => [kind, instance, command, peer]));
  return words(plan) === words(now) ? [] : ["The steps would not be the same now."];
}

function lossChanges(plan: Plan, now: Plan): string[] {
  const rank = { none: 0, possible: 1, certain: 2 } as const;
  const worse =
    rank[now.dataLoss.verdict] > rank[plan.dataLoss.verdict] ||
    // What an attached primary is given until then is discarded with the rest, as its plan says.
    (plan.action !== "attach" &&
      (now.dataLoss.bytes ?? 0) > (plan.dataLoss.bytes ?? Number.POSITIVE_INFINITY)) ||
    (now.confirm?.tier ?? 1) > (plan.confirm?.tier ?? 1);
  return worse ? [`More is at stake now. ${now.dataLoss.text}`] : [];
}
