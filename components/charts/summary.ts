import { formatBytes, formatSeconds } from "@/lib/format";
import type { Frame } from "./frame";
import type { Mark } from "./marks";

/** The three charts in one sentence, for whoever hears the page. `nameOf` turns an id into a name. */
export function summaryOf(frame: Frame, marks: readonly Mark[], nameOf: (id: string) => string): string {
  const minutes = Math.round((frame.toMs - frame.fromMs) / 60_000);
  const replicas = frame.picked.lines.length + frame.picked.rest.length;
  const over = `Bytes behind, seconds behind and backlog headroom of ${count(replicas, "replica")} over the last ${minutes} minutes.`;
  const full = marks.filter(({ kind }) => kind === "full").length;
  const parts = [
    worstWords(frame, nameOf),
    full === 0 ? null : count(full, "full resync"),
    frame.gaps.length === 0 ? null : `${count(frame.gaps.length, "stretch", "stretches")} without data`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? over : `${over} ${parts.join("; ")}.`;
}

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Who is farthest behind at the end. */
function worstWords(frame: Frame, nameOf: (id: string) => string): string | null {
  let worst: { id: string; seconds: number; bytes: number | null } | null = null;
  for (const id of frame.picked.lines) {
    const seconds = frame.values.lagSeconds[id]?.at(-1) ?? null;
    const bytes = frame.values.lagBytes[id]?.at(-1) ?? null;
    if (seconds !== null && (worst === null || seconds > worst.seconds)) worst = { id, seconds, bytes };
  }
  if (worst === null) return null;
  return `Farthest behind now: ${nameOf(worst.id)}, ${formatBytes(worst.bytes)} and ${formatSeconds(worst.seconds)}`;
}
