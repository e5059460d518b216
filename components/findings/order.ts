import type { Finding } from "@/lib/contract";

const rank: Record<Finding["severity"], number> = { critical: 0, warning: 1, info: 2 };

/** Findings, the gravest first; of one severity the oldest first, so that a list does not jump when one is added. */
export const worstFirst = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort(
    (a, b) => rank[a.severity] - rank[b.severity] || a.since.localeCompare(b.since) || (a.id < b.id ? -1 : 1),
  );
