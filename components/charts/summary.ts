import { formatClock } from "@/components/ui/time";
import { formatBytes, formatSeconds } from "@/lib/format";
import type { Frame } from "./frame";
import type { Mark } from "./marks";

/**
 * The three charts in one sentence, for whoever hears the page. `nameOf` turns an id into a name; `past`: they show a
 * period that is over.
 */
export function summaryOf(
  frame: Frame,
  marks: readonly Mark[],
  nameOf: (id: string) => string,
  past = false,
): string {
  const replicas = frame.picked.lines.length + frame.picked.rest.length;
  const length = lengthWords(frame.toMs - frame.fromMs);
  const when = past
    ? `over ${length} until ${formatClock(frame.toMs, frame.fromMs)}`
    : `over the last ${length}`;
  const over = `Bytes behind, seconds behind and backlog headroom of ${count(replicas, "replica")} ${when}.`;
  const full = marks.filter(({ kind }) => kind === "full").length;
  const parts = [
    worstWords(frame, nameOf, past ? "at the end" : "now"),
    full === 0 ? null : count(full, "full resync"),
    frame.gaps.length === 0 ? null : `${count(frame.gaps.length, "stretch", "stretches")} without data`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? over : `${over} ${parts.join("; ")}.`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

const HOUR_MS = 3_600_000;

/** `40 seconds`, `15 minutes`, `24 hours`, `7 days`. */
function lengthWords(ms: number): string {
  if (ms < 120_000) return count(Math.round(ms / 1000), "second");
  if (ms < 2 * HOUR_MS) return count(Math.round(ms / 60_000), "minute");
  return ms <= 48 * HOUR_MS
    ? count(Math.round(ms / HOUR_MS), "hour")
    : count(Math.round(ms / (24 * HOUR_MS)), "day");
}

/** Who is farthest behind at the end. */
function worstWords(frame: Frame, nameOf: (id: string) => string, when: string): string | null {
  let worst: { id: string; seconds: number; bytes: number | null } | null = null;
  for (const id of frame.picked.lines) {
    const seconds = frame.values.lagSeconds[id]?.at(-1) ?? null;
    const bytes = frame.values.lagBytes[id]?.at(-1) ?? null;
    if (seconds !== null && (worst === null || seconds > worst.seconds)) worst = { id, seconds, bytes };
  }
  if (worst === null) return null;
  return `Farthest behind ${when}: ${nameOf(worst.id)}, ${formatBytes(worst.bytes)} and ${formatSeconds(worst.seconds)}`;
}
