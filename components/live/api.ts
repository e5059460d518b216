import type { z } from "zod";
import type { Problem } from "@/lib/contract";

/** A refusal of the API, or no answer at all. Show `problem.title` and `problem.detail`: both are written for a person. */
export class ApiProblem extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = "ApiProblem";
  }
}

interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Calls of `/api/*`, same origin. Paths begin with `/api/`. Every answer is parsed with its schema.
 * @throws ApiProblem for a refusal, an unreadable answer (`bad-answer`) and a server that does not answer (`no-answer`).
 */
export const api = {
  get: <T>(path: string, schema: z.ZodType<T>, options: CallOptions = {}): Promise<T> =>
    read(path, schema, { ...options, method: "GET" }),

  post: <T>(path: string, body: unknown, schema: z.ZodType<T>, options: CallOptions = {}): Promise<T> =>
    read(path, schema, {
      ...options,
      method: "POST",
      headers: { "Content-Type": "application/json", ...options.headers },
      body: JSON.stringify(body),
    }),

  /** Resolves when the thing is gone (204). */
  delete: async (path: string, options: CallOptions = {}): Promise<void> => {
    await request(path, {
      ...options,
      method: "DELETE",
      headers: { "Content-Type": "application/json", ...options.headers },
    });
  },
};

async function read<T>(path: string, schema: z.ZodType<T>, init: RequestInit): Promise<T> {
  const response = await request(path, init);
  const parsed = schema.safeParse(await bodyOf(response));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new ApiProblem(
    problem(
      "bad-answer",
      "Unexpected answer",
      `${path} answered with a field this page does not know (${where}). Reload the page: it may be older than the server.`,
      response.status,
    ),
  );
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiProblem(
      problem("no-answer", "Tidemark does not answer", `No answer to ${path}. Nothing was changed by it.`, 0),
    );
  });
  if (response.ok) return response;
  // The schemas are no part of a page's first load.
  const contract = await import("@/lib/contract");
  const parsed = contract.Problem.safeParse(await bodyOf(response));
  throw new ApiProblem(
    parsed.success
      ? parsed.data
      : problem(
          "http-error",
          `HTTP ${response.status}`,
          `${path} answered ${response.status}.`,
          response.status,
        ),
  );
}

const bodyOf = (response: Response): Promise<unknown> => response.json().catch((): unknown => null);

const problem = (code: string, title: string, detail: string, status: number): Problem => ({
  type: "about:blank",
  title,
  status,
  detail,
  code,
});

/** What to show for anything thrown by a call. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  return problem("page-error", "Something went wrong in the page", String(error), 0);
}
