/** What of the runs is asked for; null: everything passes. */
export interface RunFilter {
  readonly group: string | null;
  readonly action: string | null;
  readonly state: string | null;
  readonly actor: string | null;
}

/** Where the server has the file of all runs that pass the filter. */
export function runsPath(filter: RunFilter, format: "csv" | "json"): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== null) query.set(name, value);
  query.set("format", format);
  return `/api/runs?${query}`;
}
