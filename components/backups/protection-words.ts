import type { Protection } from "@/lib/contract";

/** Why nobody can say how many bytes are in no backup; to follow a dash. */
export const unknownWords: Record<NonNullable<Protection["unknown"]>, string> = {
  "no-primary": "no primary answers",
  "no-position": "its place in the stream is not known",
  ahead: "the backup holds writes that this primary never had",
  "other-history": "the primary counts in another history",
};

/** How much of its time a backup has left: 0 just made, 1 at the age at which the next is asked for, more past it. */
export const shareOfAge = (seconds: number, maxAgeSeconds: number): number =>
  seconds / Math.max(1, maxAgeSeconds);
