import type { InstanceId, Member } from "@/lib/group/member";
import { aliveIn, type FleetView, type Silence, silenceOf } from "@/lib/group/silence";
import type { PollOptions } from "./config";

/** Hears whether anybody answers, over all groups. */
export class FleetEar {
  private lastAnswerMs: number | null = null;
  private silence: Silence | null = null;
  private silenceEndedMs: number | null = null;

  constructor(private readonly poll: PollOptions) {}

  answered(atMs: number): void {
    this.lastAnswerMs = Math.max(atMs, this.lastAnswerMs ?? atMs);
  }

  /** Asks for the members only where nobody has answered for longer than an interval. */
  view(groups: () => ReadonlyMap<InstanceId, Member>[], nowMs: number): FleetView {
    const { intervalMs, timeoutMs } = this.poll;
    const { lastAnswerMs } = this;
    const patienceMs = intervalMs + timeoutMs;
    const quiet = lastAnswerMs !== null && nowMs - lastAnswerMs > intervalMs;
    const members = quiet ? groups() : [];
    const recentMs = 3 * patienceMs;
    const silence = quiet ? silenceOf(members, lastAnswerMs, recentMs) : null;
    if (this.silence !== null && silence === null) this.silenceEndedMs = nowMs;
    this.silence = silence;
    const alive = quiet ? aliveIn(members, lastAnswerMs, recentMs) : null;
    return { nowMs, lastAnswerMs, alive, silence, silenceEndedMs: this.silenceEndedMs, patienceMs };
  }
}
