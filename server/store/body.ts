import type { z } from "zod";
import { unreadableRow } from "./failure";

/** A stored object, parsed anew: the file may have been written by another version, or by hand. */
export function readBody<S extends z.ZodType>(
  schema: S,
  table: string,
  row: { id: string; body: string },
): z.output<S> {
  let raw: unknown;
  try {
    raw = JSON.parse(row.body);
  } catch {
    throw unreadableRow(table, row.id);
  }
  const read = schema.safeParse(raw);
  if (!read.success) throw unreadableRow(table, row.id);
  return read.data;
}
