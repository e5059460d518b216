import type { AuditKind } from "@/lib/contract";

export interface AuditFilter {
  readonly group: string | null;
  readonly kind: AuditKind | null;
  readonly actor: string | null;
  /** Only what is younger than this many seconds. */
  readonly seconds: number | null;
}

/** Where the server has the rows that pass the filter, by page or, with a `format`, all of them as a file. */
export function auditPath(
  filter: AuditFilter,
  more: Readonly<Record<string, string>>,
  nowMs: number,
): string {
  const query = new URLSearchParams(more);
  for (const name of ["group", "kind", "actor"] as const) {
    const value = filter[name];
    if (value !== null) query.set(name, value);
  }
  if (filter.seconds !== null) query.set("from", String(Math.floor(nowMs - filter.seconds * 1000)));
  return `/api/audit?${query}`;
}
