import type { Group } from "@/lib/contract";
import { forecastWords } from "@/lib/plan/forecast";
import { upstreamChoices } from "@/lib/plan/upstreams";

/** What dropping a replica on a card would mean. Flat, so that two equal ones compare equal. */
export interface DropVerdict {
  readonly allowed: boolean;
  readonly letter: "P" | "F" | null;
  /** `Partial, 118 KiB`, `Full: eu-3 is ahead`, `Loop`. */
  readonly words: string;
}

/** The verdict on making `target` the upstream of `mover`; null when one of them is not a member, or both are one. */
export function dropVerdict(group: Group | null, mover: string | null, target: string): DropVerdict | null {
  if (group === null || mover === null) return null;
  const choice = upstreamChoices(group, mover).find(({ upstream }) => upstream.id === target);
  if (choice === undefined) return null;
  if (!choice.allowed) return { allowed: false, letter: null, words: choice.short };
  const { verdict } = choice.forecast;
  return {
    allowed: true,
    letter: verdict === "partial" ? "P" : verdict === "full" ? "F" : null,
    words: forecastWords(choice.forecast),
  };
}
