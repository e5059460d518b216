import { setTimeout as delay } from "node:timers/promises";
import type { Backup, Instance, Plan, RunStep } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import type { ActionsDeps } from "./deps";
import type { Eyes } from "./eyes";
import type { Journal } from "./journal";
import { Leaving, type RunMemory, type StepContext, type StepRow } from "./steps/row";
import { steps } from "./steps/table";

/** What one run in progress is made of. */
export interface RunInProgress {
  readonly deps: ActionsDeps;
  readonly plan: Plan;
  readonly journal: Journal;
  readonly memory: RunMemory;
  readonly eyes: Eyes;
  readonly cancel: AbortController;
  /** Aborted when Tidemark stops. */
  readonly leaving: AbortSignal;
  readonly backupChanged: (backup: Backup) => void;
  /** The group is no longer shown as busy with this run. */
  readonly release: () => void;
}

const ASK_MS = 2000;

/** The instance as its page shows it; null where no group has it. */
const shown = ({ fleet }: ActionsDeps, group: string, instance: InstanceId): Instance | null =>
  (fleet.groupOf(instance) ?? fleet.group(group))?.instances.find((one) => one.id === instance) ?? null;

export const nameIn = (deps: ActionsDeps, group: string, instance: InstanceId): string =>
  shown(deps, group, instance)?.name ?? instance;

/** The hands and eyes of one step. `step` is the step as the journal has it when the context is made. */
export function contextFor(going: RunInProgress, step: RunStep, row: StepRow): StepContext {
  const { deps, plan, journal, memory, eyes } = going;
  const { fleet, clock } = deps;
  // What was read before the command was answered is no proof of it.
  let sinceMs = clock();
  return {
    plan,
    step,
    run: () => journal.run,
    memory,
    store: deps.store,
    failoverTimeoutMs: deps.settings.failoverTimeoutSeconds * 1000,
    now: clock,
    async wait(ms) {
      if (going.leaving.aborted && row.long && memory.held === null) throw new Leaving();
      await delay(ms);
    },
    look: (instances) => eyes.look(instances, sinceMs),
    member: eyes.member,
    resolve: (address) => fleet.resolver(plan.group)(address),
    nameOf: (instance) => nameIn(deps, plan.group, instance),
    lagSeconds: (instance) => shown(deps, plan.group, instance)?.lagSeconds ?? null,
    async tell(words) {
      const outcome = await fleet.command(step.instance, words, {
        as: "operator",
        deadlineMs: row.deadlineMs,
      });
      sinceMs = clock();
      return outcome;
    },
    async ask(words) {
      const outcome = await fleet.command(step.instance, words, { as: "poller", deadlineMs: ASK_MS });
      return outcome.state === "replied" ? outcome.reply : undefined;
    },
    report: (progress) => journal.report(step.n, progress),
    async patch(change) {
      await journal.write(change);
    },
    rewriteRelease(kind, words) {
      const release = journal.run.steps.find(
        (later) =>
          later.n > step.n && later.instance === step.instance && steps[later.kind].releases === kind,
      );
      if (release !== undefined) journal.rephrase(release.n, [...words]);
    },
    async saveBackup(backup) {
      await deps.store.backups.save(backup);
      going.backupChanged(backup);
    },
    cancelled: () => going.cancel.signal.aborted,
  };
}
