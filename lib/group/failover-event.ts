import type { EventDraft, Group } from "@/lib/contract";
import { type SentinelMemory, sentinelMoved } from "@/lib/sentinel/memory";
import type { EventMemory } from "./event-memory";
import type { InstanceId } from "./member";

/** Who moved the primary is waited for no longer than this; the Sentinels are asked at once, and agree within some 3 s. */
const CAUSE_MS = 10_000;

/**
 * Tells that the group's primary is another one, and, where Sentinels manage the group, whether they did it: told once they
 * say, with the time at which the change was seen. A run of ours and a group without Sentinel wait for nobody.
 */
export function failover(
  group: Group,
  nowMs: number,
  nameOf: (id: InstanceId) => string,
  memory: EventMemory,
  sentinel: SentinelMemory,
): EventDraft[] {
  const drafts: EventDraft[] = [];
  const tell = (from: InstanceId, to: InstanceId, atMs: number, moved: boolean | null): void => {
    drafts.push({
      at: new Date(atMs).toISOString(),
      type: "failover",
      group: group.id,
      instance: to,
      severity: "warning",
      title: `${nameOf(to)} is the primary now, after ${nameOf(from)}${moved === true ? ": failed over by Sentinel" : ""}`,
      detail: causeOf(moved, sentinel.epochs.get(to) ?? null),
      run: group.run,
    });
  };
  const { primary } = group;
  if (primary !== null && memory.primary !== null && memory.primary !== primary) {
    const waiting = memory.failover;
    if (waiting !== null) tell(waiting.from, waiting.to, waiting.atMs, null);
    memory.failover = { from: memory.primary, to: primary, atMs: nowMs };
  }
  memory.primary = primary ?? memory.primary;
  const waiting = memory.failover;
  if (waiting === null) return drafts;
  const { from, to, atMs } = waiting;
  const answers = group.run === null && sentinel.agreed !== null && (group.sentinel?.up ?? 0) > 0;
  const moved = sentinelMoved(sentinel, from, to);
  if (answers && moved !== true && nowMs - atMs < CAUSE_MS) return drafts;
  tell(from, to, atMs, answers ? moved : null);
  memory.failover = null;
  return drafts;
}

function causeOf(moved: boolean | null, epoch: number | null): string {
  if (moved === null) return "";
  if (!moved) return "Sentinel did not do this, and may reverse it.";
  return epoch === null ? "" : `Sentinel's epoch ${epoch}.`;
}
