import type { Logger } from "pino";
import type { EventDraft } from "@/lib/contract";
import type { Store } from "@/server/ports";

/** Says aloud what lies aside, at every start until somebody takes it away; the start that put it there has an event. */
export function damageFound(
  store: Pick<Store, "damaged" | "unconfirmedLoss">,
  { log, nowMs }: { log: Logger; nowMs: number },
): EventDraft[] {
  const loss = store.unconfirmedLoss();
  if (loss === null) return [];
  log.error(loss);
  if (!store.damaged) return [];
  return [
    {
      at: new Date(nowMs).toISOString(),
      type: "gap",
      group: null,
      instance: null,
      severity: "critical",
      title: "The store was damaged",
      detail: loss,
      run: null,
    },
  ];
}
