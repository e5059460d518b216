import type { Finding } from "@/lib/contract";

const weight = { critical: 0, warning: 1, info: 2 };

/** Findings somebody should look at: critical first, then warnings; what is only worth knowing is left out. */
export const firing = (findings: readonly Finding[]): Finding[] =>
  findings
    .filter(({ severity }) => severity !== "info")
    .sort((a, b) => weight[a.severity] - weight[b.severity] || a.since.localeCompare(b.since));

/** A page's title with the number of firing findings before it: `(2) Fleet · Tidemark`. */
export function titleWith(title: string, count: number): string {
  const bare = title.replace(/^\(\d+\) /, "");
  return count === 0 ? bare : `(${count}) ${bare}`;
}
