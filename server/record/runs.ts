import type { Backup, EventDraft, Run, Severity } from "@/lib/contract";
import type { Actions } from "@/server/ports";

const severities: Record<Exclude<Run["state"], "running">, Severity> = {
  succeeded: "info",
  unchanged: "warning",
  "rolled-back": "warning",
  partial: "critical",
  unknown: "critical",
};

/**
 * Runs and backups go to the pages as they change; their starts and ends become events. Those of another process on this
 * store are its to write down.
 */
export function recordRuns(
  actions: Pick<Actions, "listen">,
  to: {
    record(drafts: readonly EventDraft[]): void;
    run(run: Run): void;
    backup(backup: Backup): void;
  },
  now: () => number,
): () => void {
  const events = createRunEvents();
  const record = (draft: EventDraft | null) => to.record(draft === null ? [] : [draft]);
  const at = () => new Date(now()).toISOString();
  return actions.listen({
    run(run, place) {
      to.run(run);
      if (place === "here") record(events.ofRun(run, at()));
    },
    backup(backup, place) {
      to.backup(backup);
      if (place === "here") record(events.ofBackup(backup, at()));
    },
  });
}

/** Turns what is heard of runs and backups into one event for each start and each end. */
export function createRunEvents() {
  const running = new Set<string>();
  const endedBackups = new Set<string>();

  return {
    /** Null: this change of the run is no event. */
    ofRun(run: Run, at: string): EventDraft | null {
      const common = { group: run.group, instance: run.instance, run: run.id };
      if (run.state === "running") {
        if (running.has(run.id)) return null;
        running.add(run.id);
        const fresh = run.steps.every((step) => step.state === "pending");
        return {
          ...common,
          at: fresh ? run.startedAt : at,
          type: "run-started",
          severity: "info",
          title: fresh ? `Run started: ${run.title}` : `Run taken up again: ${run.title}`,
          detail: `By ${run.actor}, ${run.steps.length} steps.`,
        };
      }
      running.delete(run.id);
      return {
        ...common,
        at: run.endedAt ?? at,
        type: "run-ended",
        severity: severities[run.state],
        title: `Run ended, ${run.state.replace("-", " ")}: ${run.title}`,
        detail: run.summary ?? run.advice ?? "",
      };
    },

    ofBackup(backup: Backup, at: string): EventDraft | null {
      if (backup.state === "running" || endedBackups.has(backup.id)) return null;
      endedBackups.add(backup.id);
      const well = backup.state === "saved" || backup.state === "verified";
      return {
        at: backup.endedAt ?? at,
        type: "backup-ended",
        group: backup.group,
        instance: backup.instance,
        severity: well ? "info" : "warning",
        title: well ? `Backup ${backup.state} on ${backup.instance}` : `Backup failed on ${backup.instance}`,
        detail: backup.error ?? "",
        run: backup.run,
      };
    },
  };
}
