import type { Logger } from "pino";
import type { AuditDraft } from "@/lib/contract";
import type { Store } from "@/server/ports";

/** So many are written down in a minute; somebody who asks on and on must not fill the disk. */
const mostPerMinute = 10;
const minuteMs = 60_000;

/**
 * Writes down refusals that anybody can cause. Of more than ten in a minute the rest are counted, in the first row of a later minute.
 */
export function auditSparingly(
  audit: Pick<Store["audit"], "append">,
  { log, now }: { log: Logger; now: () => number },
): (draft: AuditDraft) => void {
  let minute = Number.NEGATIVE_INFINITY;
  let written = 0;
  let passedOver = 0;
  return (draft) => {
    const thisMinute = Math.floor(now() / minuteMs);
    if (thisMinute !== minute) {
      minute = thisMinute;
      written = 0;
    }
    if (written >= mostPerMinute) {
      passedOver += 1;
      return;
    }
    written += 1;
    const detail = { ...draft.detail, ...(passedOver > 0 && { alsoRefused: passedOver }) };
    passedOver = 0;
    audit
      .append([{ ...draft, detail }])
      .catch((error: unknown) => log.error({ err: error }, "A refusal could not be written down"));
  };
}
