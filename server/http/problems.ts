import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import type { ZodError } from "zod";
import type { Problem } from "@/lib/contract";
import { ProblemError } from "@/server/errors";

/** RFC 9457. `type` names the error in the docs. */
export const toProblem = (error: ProblemError): Problem => ({
  type: `urn:tidemark:error:${error.code}`,
  title: error.title,
  status: error.status,
  detail: error.detail,
  code: error.code,
  ...error.extra,
});

export const problemResponse = (error: ProblemError): Response =>
  new Response(JSON.stringify(toProblem(error)), {
    status: error.status,
    headers: {
      "Content-Type": "application/problem+json",
      ...(error.extra.retryAfterSeconds !== undefined && {
        "Retry-After": String(error.extra.retryAfterSeconds),
      }),
    },
  });

export const notFound = (detail: string): ProblemError =>
  new ProblemError(404, "not-found", "Not found", detail);

/** What was wrong with a request, field by field. The values themselves are not repeated: one may be a password. */
export function badRequest(error: ZodError, where: string): ProblemError {
  const errors = error.issues.map((issue) => {
    const path = issue.path.map(String).join(".");
    return `${path === "" ? where : `${where}.${path}`}: ${issue.message}`;
  });
  return new ProblemError(
    400,
    "bad-request",
    "The request is not valid",
    `Correct these and send it again: ${errors.join("; ")}`,
    { errors },
  );
}

/** Whatever a handler threw, as an answer. What is no refusal of ours is logged and says nothing of its inside. */
export function answerError(error: unknown, context: Context, log: Logger): Response {
  if (error instanceof ProblemError) return problemResponse(error);
  if (error instanceof HTTPException && error.status < 500)
    return problemResponse(
      new ProblemError(
        error.status,
        "bad-request",
        "The request is not valid",
        "The body is not valid JSON.",
      ),
    );
  log.error({ err: error, method: context.req.method, path: context.req.path }, "a request failed");
  return problemResponse(
    new ProblemError(
      500,
      "internal",
      "Something went wrong here",
      "Tidemark could not answer this request. Its log has the cause.",
    ),
  );
}
