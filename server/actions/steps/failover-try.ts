import type { InstanceId } from "@/lib/group/member";
import { aimAtAck } from "./failover-aim";
import { nextTry } from "./failover-tries";
import { counted } from "./failover-words";
import { failed, type Sent, type StepContext, type StepEnd } from "./row";

/** Between whom the role moves. */
export interface Ends {
  readonly old: InstanceId;
  readonly target: InstanceId;
}

/** The TIMEOUT that the words name; null where they name none. Milliseconds. */
export function timeoutIn(words: readonly string[]): number | null {
  const given = Number(words[words.findIndex((word) => word.toUpperCase() === "TIMEOUT") + 1]);
  return Number.isFinite(given) && given > 0 ? given : null;
}

/** The longest pause that the plan stated, over all tries. Milliseconds. */
export const statedMs = ({ plan, failoverTimeoutMs }: StepContext): number =>
  plan.writePauseSeconds === null ? failoverTimeoutMs : plan.writePauseSeconds * 1000;

/** One FAILOVER that was sent. */
export interface Try extends Sent {
  readonly words: readonly string[];
  readonly timeoutMs: number;
  /** How long earlier tries have paused writes. Milliseconds. */
  readonly pausedBeforeMs: number;
  /** The first try is 1. */
  readonly n: number;
  /** The primary's replid before the step. */
  readonly replid: string | null;
}

/** Sends FAILOVER once more, where that promises something; else gives the end of the try that missed. */
export async function tryAgain(
  context: StepContext,
  ends: Ends,
  going: Try,
  missed: StepEnd,
): Promise<StepEnd | Try> {
  const { tries } = context.memory;
  if (tries === undefined) return missed;
  tries.misses += 1;
  tries.pausedMs = (context.run().writePausedSeconds ?? 0) * 1000;
  const next = nextTry(tries, going.timeoutMs, statedMs(context), context.lagSeconds(ends.target));
  if (next.kind === "give-up") return missed;
  let { words } = going;
  if (next.kind === "last") {
    words = words.with(words.length - 1, String(next.timeoutMs));
    if (!(await context.rephrase(words))) return missed;
  } else {
    const aimed = await aimAtAck(context, tries.misses);
    tries.sawAck = aimed === "aimed";
    if (aimed === "cancelled") return failed(`Cancelled after ${counted(going.n)}.`);
  }
  const atMs = context.now();
  const outcome = await context.tell(words);
  const old = context.nameOf(ends.old);
  if (outcome.state === "refused") return failed(`${old} refused try ${going.n + 1}: ${outcome.message}`);
  if (outcome.state === "unsent")
    return failed(`${old} could not be reached for try ${going.n + 1} (${outcome.detail}).`);
  return {
    ...going,
    atMs,
    replied: outcome.state === "replied",
    words,
    timeoutMs: next.kind === "last" ? next.timeoutMs : going.timeoutMs,
    pausedBeforeMs: tries.pausedMs,
    n: going.n + 1,
  };
}
