/** A row of the audit as it is stored: `detail` is the JSON text itself, so that no reader has to write it the same way. */
export interface AuditRow {
  readonly n: number;
  readonly at: string;
  readonly actor: string | null;
  readonly kind: string;
  readonly group: string | null;
  readonly instance: string | null;
  readonly run: string | null;
  readonly detail: string;
  readonly previous: string;
}

/** What stands before the first row. */
export const noPrevious = "0".repeat(64);

/**
 * The text whose SHA-256, over its UTF-8 bytes, is the row's hash: a JSON array in this order, without white space, with the
 * stored text of `detail` as a string (docs/audit.md). An array has no order of keys to argue about.
 */
export const canonicalRow = (row: AuditRow): string =>
  JSON.stringify([
    row.n,
    row.at,
    row.actor,
    row.kind,
    row.group,
    row.instance,
    row.run,
    row.detail,
    row.previous,
  ]);
