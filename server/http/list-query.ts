import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { accepts } from "hono/accepts";
import type { FileFormat } from "./list-file";
import { json, problem } from "./responses";

/** How many rows: of a page, or of a file at most. */
export const rowLimit = (max: number, page: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(max))
    .optional()
    .openapi({
      type: "integer",
      minimum: 1,
      maximum: max,
      description: `By default ${page} for a page; a file has all there are`,
    });

/** The file that a list can be saved as. */
export const fileFormat = (rows: string) =>
  z
    .enum(["json", "csv"])
    .optional()
    .openapi({ description: `A file of all ${rows}, as attachment` });

/** The answers of a list: a page, or a file. */
export const listAnswers = <S extends z.ZodType>(page: S, description: string) => ({
  200: { description, content: { ...json(page, "").content, "text/csv": { schema: z.string() } } },
  ...problem,
});

/** The file that is wanted: by `format`, or by `Accept: text/csv`. Null: a page. */
export function wantedFile(context: Context, format: FileFormat | undefined): FileFormat | null {
  if (format !== undefined) return format;
  const type = accepts(context, {
    header: "Accept",
    supports: ["application/json", "text/csv"],
    default: "application/json",
  });
  return type === "text/csv" ? "csv" : null;
}
