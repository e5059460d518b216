import { ProblemError } from "@/server/errors";
import type { Fleet, Store } from "@/server/ports";
import type { Timetable } from "./cron";
import { type Job, SCHEDULE_ACTOR } from "./job";
import { endOf, type ListenToRuns } from "./run-end";

/** Restores backups into throw-away servers for proof. */
export interface Drilling {
  /** @throws ProblemError where it cannot be begun; `drill-busy` while another one goes on. */
  startDrill(backup: string, actor: string): Promise<{ readonly id: string }>;
  readonly listen: ListenToRuns;
}

export interface DrillJobDeps {
  readonly fleet: Pick<Fleet, "groups">;
  readonly store: Pick<Store, "runs" | "backups">;
  readonly drills: Drilling;
}

/** Drills the newest verified backup of each group. It asks none of the group's servers to do anything, so it waits for no run. */
export const drillJob = ({ fleet, store, drills }: DrillJobDeps, timetable: Timetable): Job => ({
  kind: "drill",
  timetable,
  groups: () => fleet.groups().map(({ id }) => id),
  isHeld: () => false,
  async perform({ group }, { signal, began }) {
    const newest = (await store.backups.inOrder(group)).find(({ state }) => state === "verified");
    if (newest === undefined) return { state: "failed", text: "There is no verified backup to restore." };
    try {
      const { id } = await drills.startDrill(newest.id, SCHEDULE_ACTOR);
      await began(id);
      const run = await endOf(id, { listen: drills.listen, store, signal });
      if (run === null) return { state: "left" };
      const text = run.summary ?? `The drill ended: ${run.state}.`;
      return { state: run.state === "succeeded" ? "succeeded" : "failed", text };
    } catch (problem) {
      if (!(problem instanceof ProblemError)) throw problem;
      return problem.code === "drill-busy" ? { state: "busy" } : { state: "failed", text: problem.detail };
    }
  },
});
