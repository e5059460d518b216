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
export const reportText = (problem: unknown): string => linesOf(reportOf(problem));

const linesOf = ({ type, message, stack, cause }: ErrorReport): string =>
  `${stack ?? `${type}: ${message}`}${cause === undefined ? "" : `\nCaused by: ${linesOf(cause)}`}`;
