import type { Logger } from "pino";
import type { EventDraft } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";
import { ProblemError } from "@/server/errors";
import type { Fleet } from "@/server/ports";

/** Told of each attempt to keep the history, says when that begins to fail and when it works again. */
export interface Loss {
  /** `rows` could not be kept, because of `error`. */
  lost(rows: number, error: unknown): void;
  kept(): void;
}

/**
 * One line in the log and one event when the history stops; when it goes on, one line and, for each group, the gap it left.
 * The first event cannot be kept either: it goes to the pages that are open.
 */
export function createLoss(
  fleet: Pick<Fleet, "groups">,
  record: (drafts: readonly EventDraft[]) => void,
  { log, now }: { log: Logger; now: () => number },
): Loss {
  let outage: { sinceMs: number; rows: number; why: string } | null = null;
  const event = (title: string, detail: string): EventDraft => ({
    at: new Date(now()).toISOString(),
    type: "gap",
    group: null,
    instance: null,
    severity: "critical",
    title,
    detail,
    run: null,
  });
  return {
    lost(rows, error) {
      if (outage !== null) {
        outage.rows += rows;
        return;
      }
      const why = error instanceof ProblemError ? error.detail : "The log has the cause.";
      outage = { sinceMs: now(), rows, why };
      log.error({ err: error }, "the history cannot be kept; the live view goes on");
      record([
        event(
          "The history has stopped",
          `${why} The live view goes on; actions are refused until it is kept again.`,
        ),
      ]);
    },
    kept() {
      if (outage === null) return;
      const { sinceMs, rows, why } = outage;
      outage = null;
      log.info({ lost: rows }, "the history is being kept again");
      const title = `No history for ${formatSeconds((now() - sinceMs) / 1000)}`;
      const gap = event(title, `It could not be kept since ${new Date(sinceMs).toISOString()}: ${why}`);
      record(fleet.groups().map(({ id }) => ({ ...gap, group: id, severity: "info" })));
    },
  };
}
