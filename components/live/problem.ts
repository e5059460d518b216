import type { Problem } from "@/lib/contract";

/** A refusal of the API, or no answer at all. Show `problem.title` and `problem.detail`: both are written for a person. */
export class ApiProblem extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = "ApiProblem";
  }
}

/** What to show for anything thrown by a call. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  return ownProblem("page-error", "Something went wrong in the page", String(error), 0);
}

/** A problem of the page's own making, not the server's. `status` is that of the answer, 0 without one. */
export const ownProblem = (code: string, title: string, detail: string, status: number): Problem => ({
  type: "about:blank",
  title,
  status,
  detail,
  code,
});

/**
 * The problem in the body of a refusal; null when the body is something else, such as the page of a proxy in between.
 * Only what is shown is looked at: this is the one answer that may come from another server than the page did.
 */
export function readProblem(body: unknown): Problem | null {
  return isProblem(body) ? body : null;
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== "object" || body === null) return false;
  const texts = ["type", "title", "detail", "code"].map((name) => Reflect.get(body, name));
  const { run, errors }: { run?: unknown; errors?: unknown } = body;
  return (
    texts.every((text) => typeof text === "string") &&
    Number.isInteger(Reflect.get(body, "status")) &&
    (run === undefined || typeof run === "string") &&
    (errors === undefined || (Array.isArray(errors) && errors.every((text) => typeof text === "string")))
  );
}

/** No answer came: whatever only reads has changed nothing, and whatever writes may have been done all the same. */
export const noAnswer = (method: "GET" | "POST" | "DELETE", path: string): Problem =>
  ownProblem(
    "no-answer",
    "Tidemark does not answer",
    method === "GET"
      ? `No answer to ${path}. It only reads: nothing was changed by it.`
      : `No answer to ${path}, so the outcome is unknown: it may have been done. Before you try again, look at the timeline and the runs once this page is live again.`,
    0,
  );
