import type { EventDraft } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";
import type { Fleet, Store } from "@/server/ports";

/** Shorter pauses are those of a quick restart and make no event, though the charts show them too. */
const shortestMs = 5_000;

/** One `gap` event for each group whose last sample, from before this start, is older than a few polls. */
export async function gapsSince(
  fleet: Fleet,
  store: Store,
  at: { nowMs: number; pollIntervalMs: number },
): Promise<EventDraft[]> {
  const drafts: EventDraft[] = [];
  for (const { id } of fleet.groups()) {
    const newestMs = await store.samples.newest(id);
    if (newestMs === null) continue;
    const pauseMs = at.nowMs - newestMs;
    if (pauseMs <= Math.max(shortestMs, 3 * at.pollIntervalMs)) continue;
    drafts.push({
      at: new Date(at.nowMs).toISOString(),
      type: "gap",
      group: id,
      instance: null,
      severity: "info",
      title: `No samples for ${formatSeconds(pauseMs / 1000)}`,
      detail: `Tidemark was not running from ${new Date(newestMs).toISOString()} to ${new Date(at.nowMs).toISOString()}.`,
      run: null,
    });
  }
  return drafts;
}
