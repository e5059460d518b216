/** Points of a run at which a test may have the process die, or stand still. */
export type Failpoint = "run.before-send" | "run.after-send" | "run.after-reply" | "run.after-journal";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What `TIDEMARK_FAILPOINT` wants at this point of step `n`: SIGKILL, so that nothing tidies up behind the process, or with
 * `:stop` at its end SIGSTOP; null: nothing. Never outside `TIDEMARK_TEST=1`.
 */
export function signalAt(
  point: Failpoint,
  n: number,
  env: Environment = process.env,
): "SIGKILL" | "SIGSTOP" | null {
  if (env.TIDEMARK_TEST !== "1") return null;
  if (env.TIDEMARK_FAILPOINT === `${point}:${n}`) return "SIGKILL";
  return env.TIDEMARK_FAILPOINT === `${point}:${n}:stop` ? "SIGSTOP" : null;
}

export function passFailpoint(point: Failpoint, n: number): void {
  const signal = signalAt(point, n);
  if (signal !== null) process.kill(process.pid, signal);
}
