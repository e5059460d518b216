import { z } from "@hono/zod-openapi";
import { GroupId, NamedInstance, Problem } from "@/lib/contract";

/** A JSON answer, as a route documents it. */
export const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

/** Every refusal of every route. */
export const problem = {
  default: {
    description: "A refusal: `code` is stable, `detail` is for a person (docs/errors.md)",
    content: { "application/problem+json": { schema: Problem } },
  },
};

export const noContent = { 204: { description: "Done" } };

/** A JSON body. */
export const body = <S extends z.ZodType>(schema: S) => ({
  required: true,
  content: { "application/json": { schema } },
});

export const GroupParam = z.object({ group: GroupId });
export const InstanceParam = z.object({ id: NamedInstance });
export const IdParam = z.object({ id: z.string().min(1).max(100) });

/** A moment in a query: ISO 8601 in UTC, or Unix milliseconds. Read as Unix milliseconds. */
export const Moment = z
  .union([z.iso.datetime(), z.string().regex(/^\d{1,15}$/)], {
    error: "allowed: ISO 8601 in UTC such as 2026-11-22T14:03:12Z, or Unix milliseconds",
  })
  .transform((text) => (/^\d+$/.test(text) ? Number(text) : Date.parse(text)))
  .openapi({ type: "string" });

/** A whole number in a query. */
export const count = (max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(max))
    .prefault(String(fallback))
    .openapi({ type: "integer", minimum: 1, maximum: max, default: fallback });
