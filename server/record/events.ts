import type { Logger } from "pino";
import type { Event, EventDraft } from "@/lib/contract";
import type { Store } from "@/server/ports";
import { timeOrderedId } from "@/server/store/ids";

/** Writes events down in the order they came, then tells `publish`. */
export interface EventRecorder {
  record(drafts: readonly EventDraft[]): void;
  /** Resolves when all that were recorded have been written or given up. */
  settled(): Promise<void>;
}

/** While the store fails events are shown live all the same, with an id of their own, and are lost to the timeline. */
export function createEventRecorder(
  store: Store["events"],
  publish: (event: Event) => void,
  log: Logger,
  now: () => number,
): EventRecorder {
  let last: Promise<void> = Promise.resolve();
  const write = async (drafts: readonly EventDraft[]): Promise<void> => {
    const events = await store.append(drafts).catch((error: unknown) => {
      log.error({ err: error, events: drafts.length }, "events could not be kept");
      return drafts.map((draft): Event => ({ ...draft, id: timeOrderedId(now()) }));
    });
    for (const event of events) publish(event);
  };
  return {
    record(drafts) {
      if (drafts.length > 0) last = last.then(() => write(drafts));
    },
    settled: () => last,
  };
}
