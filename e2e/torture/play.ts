import { setTimeout as delay } from "node:timers/promises";
import { stage } from "./acts";
import { nowMs } from "./history";
import { wound } from "./nemesis";
import type { Stage } from "./run";
import type { Line } from "./schedule";

/** Every so many lines the data set is held against the ledger. */
const SWEEP_EVERY = 8;

/** How far a schedule has been played. */
export interface Progress {
  readonly lines: number;
  readonly elapsedMs: number;
  /** Promotions that succeeded. */
  readonly switchovers: number;
}

/** Plays the lines of a schedule one after the other, and mends the group after each. */
export const playLines =
  (lines: Iterable<Line>, goesOn: (progress: Progress) => boolean) =>
  async (at: Stage): Promise<void> => {
    const beganMs = nowMs();
    const switchovers = new Set<string>();
    let played = 0;
    for (const line of lines) {
      if (!goesOn({ lines: played, elapsedMs: nowMs() - beganMs, switchovers: switchovers.size })) return;
      at.recorder.line(line);
      await playLine(line, at);
      await at.settle();
      for (const { id, action, state } of await at.operators.runs(10))
        if (action === "promote" && state === "succeeded") switchovers.add(id);
      played += 1;
      if (played % SWEEP_EVERY === 0) await at.sweep();
    }
  };

/** One line: its act, and its fault beside it. Resolves when the fault is healed and no run is under way. */
async function playLine({ n, dashboard, act, fault }: Line, at: Stage): Promise<void> {
  const { world, recorder, operators, splits } = at;
  const staged = await stage(act, operators, { world, recorder, dashboard, splits });
  if (staged === null) return;
  const beganMs = nowMs();
  const meeting = { world, recorder, dashboard, target: staged.target, splits };
  const acting = delay(Math.max(0, -(fault?.offsetMs ?? 0))).then(() => staged.perform());
  const wounding = async (): Promise<void> => {
    if (fault === null) return;
    await delay(Math.max(0, fault.offsetMs));
    const atMs = nowMs();
    const wounded = await wound(fault, meeting);
    if (wounded === null) return;
    await delay(fault.forMs);
    await wounded.heal();
    recorder.add({ kind: "fault", atMs, untilMs: nowMs(), fault: fault.kind, on: wounded.on });
  };
  const ends = await Promise.allSettled([acting, wounding()]);
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  await operators.untilIdle();
  const [run] = await operators.runs(1);
  const state = run === undefined || Date.parse(run.startedAt) < beganMs ? "no run" : run.state;
  const met = fault === null ? "" : ` + ${fault.kind}`;
  at.log(`${n}. ${act.do}${met}: ${state} (${Math.round(nowMs() - beganMs)} ms)`);
}
