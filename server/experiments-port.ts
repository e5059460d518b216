import type { AuditDraft, Experiment, ExperimentState, LabKind, LabPlace } from "@/lib/contract";

/** What was measured in the lab, and where experiments may run. */
export interface ExperimentStore {
  /** With `entries` for the audit, both or neither. @throws ProblemError `lab-busy` while one runs, whichever process carries it out */
  insert(experiment: Experiment, entries: readonly AuditDraft[]): Promise<void>;
  save(experiment: Experiment, entries?: readonly AuditDraft[]): Promise<void>;
  get(id: string): Promise<Experiment | null>;
  list(query: {
    kind?: LabKind;
    place?: "throwaway" | { readonly group: string };
    /** Only those of these groups, which leaves out what ran on throw-away servers. */
    seen?: readonly string[];
    state?: ExperimentState;
    /** Only those that stand below this one in the list. */
    below?: { readonly startedMs: number; readonly id: string };
    limit: number;
  }): Promise<Experiment[]>;
  /** One that runs stays. */
  delete(id: string, entries: readonly AuditDraft[]): Promise<void>;
  /** Takes those that nobody carries out any more, though they have no ending: all but `going`, and those of processes that live. */
  takeOver(going: string | null): Promise<Experiment[]>;
  /** What somebody has said, by `keyOf` of a place (server/store/experiments.ts). */
  allowed(): Promise<ReadonlyMap<string, boolean>>;
  allow(place: LabPlace, allowed: boolean, entries: readonly AuditDraft[]): Promise<void>;
}
