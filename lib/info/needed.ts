import type { Offset } from "@/lib/units";
import { readCount, readOffset } from "./number";
import type { FieldError, Fields } from "./parse";

/** Carries a field error out of a reader to the one place that turns it into a `Result`. */
export class FieldProblem extends Error {
  constructor(readonly field: FieldError) {
    super(`${field.field}: ${field.detail}`);
  }
}

/** The text of a field that must be there. @throws FieldProblem */
export function neededText(fields: Fields, field: string): string {
  const value = fields.get(field);
  if (value === undefined) throw new FieldProblem({ field, detail: "It is missing." });
  return value;
}

/** What `read` makes of a field that must be there and well-formed. @throws FieldProblem */
export function needed<T>(fields: Fields, field: string, read: (text: string) => T | null, what: string): T {
  const value = read(neededText(fields, field));
  if (value === null) throw new FieldProblem({ field, detail: `It is not ${what}.` });
  return value;
}

/** A whole number from 0 to 2^53 - 1. @throws FieldProblem */
export const neededCount = (fields: Fields, field: string): number =>
  needed(fields, field, readCount, "a whole number from 0 to 2^53 − 1");

/** An offset. @throws FieldProblem */
export const neededOffset = (fields: Fields, field: string): Offset =>
  needed(fields, field, readOffset, "an offset from 0 to 2^53 − 1");
