import type { Verdicts } from "@/components/runs/upstream-verdicts";

/** What dropping a replica on a card would mean. */
export interface DropVerdict {
  /** `asking`: Tidemark has not answered yet, so nothing can be dropped. */
  readonly is: "asking" | "valid" | "invalid";
  readonly letter: "P" | "F" | null;
  /** `Partial, 118 KiB`, `Full, at most 3.20 GiB: eu-3 is ahead`, `Loop`. */
  readonly words: string;
  /** The same in a sentence; empty while it is asked for. */
  readonly reason: string;
}

const waiting: DropVerdict = { is: "asking", letter: null, words: "…", reason: "" };
const letters = { partial: "P", full: "F", unknown: null } as const;

/** The server's verdict on making `target` the upstream of `mover`; null when nothing is moved, or that is the card itself. */
export function dropVerdict(verdicts: Verdicts, mover: string | null, target: string): DropVerdict | null {
  if (mover === null || mover === target) return null;
  if (verdicts.is === "asking") return waiting;
  if (verdicts.is === "silent")
    return { is: "invalid", letter: null, words: "Not known", reason: verdicts.problem.detail };
  const option = verdicts.options.find(({ upstream }) => upstream === target);
  if (option === undefined)
    return { is: "invalid", letter: null, words: "Not watched", reason: `${target} is not watched.` };
  const { allowed, resync, words, reason } = option;
  return allowed && resync !== null
    ? { is: "valid", letter: letters[resync], words, reason }
    : { is: "invalid", letter: null, words, reason };
}
