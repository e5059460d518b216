import type { Instance } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";
import type { Facts } from "./facts";

/** The oldest that what a reader sees may be: `1.1 s`; null where nothing measures it. */
export const readerMost = (heartbeat: Instance["heartbeat"]): string | null =>
  heartbeat === null ? null : formatSeconds(heartbeat.lagSeconds + heartbeat.lagSecondsError);

/** `A reader sees 0.2 s old data, at most 1.1 s (heartbeat)`; null where nothing measures it. */
export function readerSees(heartbeat: Instance["heartbeat"]): string | null {
  if (heartbeat === null) return null;
  return `A reader sees ${formatSeconds(heartbeat.lagSeconds)} old data, at most ${readerMost(heartbeat)} (heartbeat)`;
}

/** What is said of the seconds behind when they are pointed at: the error of the estimate, and what a reader sees. */
export function secondsTitle({ secondsError, readerSees: sees }: Facts): string | undefined {
  const parts = [secondsError, sees].filter((part) => part !== null);
  return parts.length === 0 ? undefined : parts.join(" · ");
}
