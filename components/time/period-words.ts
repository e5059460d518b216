import { formatClock } from "@/components/ui/time";
import type { Period } from "./period";

/** A period in local time, `14:03:12 – 14:05:00`; the day before a moment that is not of today, and not twice. */
export function periodWords({ fromMs, toMs }: Period, nowMs: number): string {
  const from = formatClock(fromMs, nowMs);
  const oneDay = new Date(fromMs).toDateString() === new Date(toMs).toDateString();
  return `${from} – ${formatClock(toMs, oneDay ? toMs : nowMs)}`;
}
