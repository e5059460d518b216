/**
 * One field of RFC 4180. A field a spreadsheet would take for a formula gets an apostrophe before it: what stands in it may
 * come from whoever names an instance, and that one must not get to compute in the reader's sheet. Unknown is an empty field.
 */
export function csvField(value: string | number | null): string {
  if (value === null) return "";
  // A number of ours is no formula, whatever its sign.
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Fields as a line with its CRLF. */
export const csvLine = (values: readonly (string | number | null)[]): string =>
  `${values.map(csvField).join(",")}\r\n`;
