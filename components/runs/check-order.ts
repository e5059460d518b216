import type { Check } from "@/lib/contract";

const rank: Record<Check["status"], number> = { fail: 0, warn: 1, pass: 2 };

/** Passed checks that are always shown: enough to see what was looked at. */
const SHOWN_PASSES = 4;

/** Checks as they are read: what failed, what warns, then the passed ones that carry evidence, then the others. */
export const inOrder = (checks: readonly Check[]): Check[] =>
  [...checks].sort(
    (a, b) => rank[a.status] - rank[b.status] || Number(b.evidence !== null) - Number(a.evidence !== null),
  );

/** Ordered checks, parted into those to read and the passed ones that may stay folded. One alone is never folded. */
export function folded(checks: readonly Check[]): { shown: Check[]; rest: Check[] } {
  const ordered = inOrder(checks);
  const cut = ordered.filter(({ status }) => status !== "pass").length + SHOWN_PASSES;
  return cut + 1 >= ordered.length
    ? { shown: ordered, rest: [] }
    : { shown: ordered.slice(0, cut), rest: ordered.slice(cut) };
}

/** `1 failed, 2 warnings, 5 passed`. */
export function checkNote(checks: readonly Check[]): string {
  const count = (status: Check["status"]) => checks.filter((check) => check.status === status).length;
  const parts = [
    [count("fail"), "failed"],
    [count("warn"), count("warn") === 1 ? "warning" : "warnings"],
    [count("pass"), "passed"],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(", ");
}
