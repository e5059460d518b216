import { withBase } from "./base";
import { ApiProblem, noAnswer, ownProblem, readProblem } from "./problem";
import { setNobody } from "./who";

export { problemOf } from "./problem";

interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

interface Call extends CallOptions {
  readonly method: "GET" | "POST" | "DELETE";
  readonly body?: string;
}

/**
 * Calls of `/api/*`, same origin. Paths begin with `/api/`, wherever the page lies. The caller names the answer's type, as the contract has it
 * for that path; the answer is not parsed again (docs/decisions/0008).
 * @throws ApiProblem for a refusal, an answer that is no JSON (`bad-answer`) and a server that does not answer (`no-answer`).
 */
export const api = {
  get: <T>(path: string, options: CallOptions = {}): Promise<T> =>
    read<T>(path, { ...options, method: "GET" }),

  post: <T>(path: string, body: unknown, options: CallOptions = {}): Promise<T> =>
    read<T>(path, { ...asJson(options), method: "POST", body: JSON.stringify(body) }),

  /** Resolves when it is done, where there is nothing to answer (204). */
  send: async (path: string, body: unknown, options: CallOptions = {}): Promise<void> => {
    await request(path, { ...asJson(options), method: "POST", body: JSON.stringify(body) });
  },

  /** Resolves when the thing is gone (204). */
  delete: async (path: string, options: CallOptions = {}): Promise<void> => {
    await request(path, { ...asJson(options), method: "DELETE" });
  },
};

/** The server takes a call that changes something only with this header, which no form of another site can send. */
const asJson = (options: CallOptions): CallOptions => ({
  ...options,
  headers: { "Content-Type": "application/json", ...options.headers },
});

async function read<T>(path: string, call: Call): Promise<T> {
  const response = await request(path, call);
  try {
    return await response.json();
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    const detail = `${path} answered with something that is not JSON: what stands between this page and Tidemark may have answered instead.`;
    throw new ApiProblem(ownProblem("bad-answer", "Unexpected answer", detail, response.status));
  }
}

async function request(path: string, call: Call): Promise<Response> {
  const response = await fetch(withBase(path), call).catch((cause: unknown) => {
    if (isAbort(cause)) throw cause;
    throw new ApiProblem(noAnswer(call.method, path));
  });
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  const problem =
    readProblem(body) ??
    ownProblem(
      "http-error",
      `HTTP ${response.status}`,
      `${path} answered ${response.status}.`,
      response.status,
    );
  // The session has ended, here or elsewhere: the whole page asks to sign in, whatever asked.
  if (problem.code === "sign-in-required") setNobody();
  throw new ApiProblem(problem);
}

const isAbort = (cause: unknown): boolean => cause instanceof DOMException && cause.name === "AbortError";
