/** Points of a run at which a test may have the process die. */
export type Failpoint = "run.before-send" | "run.after-send" | "run.after-reply" | "run.after-journal";

/** Whether `TIDEMARK_FAILPOINT` names this point of step `n`. Never outside `TIDEMARK_TEST=1`. */
export function isArmed(
  point: Failpoint,
  n: number,
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return env.TIDEMARK_TEST === "1" && env.TIDEMARK_FAILPOINT === `${point}:${n}`;
}

/** Dies here if the test said so: by SIGKILL, so that nothing tidies up behind it. */
export function passFailpoint(point: Failpoint, n: number): void {
  if (isArmed(point, n)) process.kill(process.pid, "SIGKILL");
}
