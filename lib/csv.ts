/**
 * One field of RFC 4180. A field a spreadsheet would take for a formula gets an apostrophe before it: texts name instances,
 * and whoever names an instance must not get to compute in the reader's sheet. Unknown is an empty field.
 */
export function csvField(value: string | null): string {
  if (value === null) return "";
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Fields as a line with its CRLF. */
export const csvLine = (fields: readonly (string | null)[]): string =>
  `${fields.map(csvField).join(",")}\r\n`;
