/** What is said of an error in logs and crashes. Its other properties are left out: ioredis hangs the command on a refusal, arguments and all. */
export interface ErrorReport {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: ErrorReport;
}

/** Longest chain of causes that is followed. */
const deepest = 4;

export function reportOf(problem: unknown, depth = 0): ErrorReport {
  if (!(problem instanceof Error)) return { type: typeof problem, message: String(problem) };
  const code = "code" in problem ? problem.code : undefined;
  return {
    type: problem.name,
    message: problem.message,
    ...((typeof code === "string" || typeof code === "number") && { code }),
    ...(problem.stack !== undefined && { stack: problem.stack }),
    ...(problem.cause !== undefined && depth < deepest && { cause: reportOf(problem.cause, depth + 1) }),
  };
}

/** The same as lines for a person: the stack, and those of its causes. */
export function reportText(problem: unknown): string {
  const { type, message, stack, cause } = reportOf(problem);
  const own = stack ?? `${type}: ${message}`;
  return cause === undefined || !(problem instanceof Error)
    ? own
    : `${own}\nCaused by: ${reportText(problem.cause)}`;
}
