import type { Event } from "@/lib/contract";

/** A list parted at the newest event that its reader has before them. */
export interface Held {
  readonly shown: readonly Event[];
  /** How many have come above them. */
  readonly above: number;
}

/** Holds what came after `top` back; null, or an event that is not listed any more, holds nothing. */
export function heldBelow(events: readonly Event[], top: string | null): Held {
  const above = top === null ? -1 : events.findIndex(({ id }) => id === top);
  return above <= 0 ? { shown: events, above: 0 } : { shown: events.slice(above), above };
}
