import { setTimeout as delay } from "node:timers/promises";
import { senderOf } from "@/lib/acl";
import type { AuditDraft, Backup, Instance, Plan, RunStep } from "@/lib/contract";
import type { InstanceId } from "@/lib/group/member";
import type { CommandOutcome } from "@/server/ports";
import type { ActionsDeps } from "./deps";
import type { Eyes } from "./eyes";
import type { Entry, Journal } from "./journal";
import { Leaving, type RunMemory, type StepContext, type StepEnd, type StepRow } from "./steps/row";
import { readSyncCounts, servingIn } from "./steps/sync-counts";
import { steps } from "./steps/table";
import type { Tenure } from "./tenure";

/** What one run in progress is made of. */
export interface RunInProgress {
  readonly deps: ActionsDeps;
  readonly plan: Plan;
  readonly journal: Journal;
  readonly tenure: Tenure;
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

/** What the audit says of a command that is about to leave. */
export const sentEntry = ({ n, kind, instance, sentinel }: RunStep, command: readonly string[]): Entry => ({
  kind: "step-sent",
  instance,
  detail: { n, step: kind, command, ...(sentinel !== null && { sentinel }) },
});

/** What the audit says of a step's end. */
export const endedEntry = ({ n, kind, instance }: RunStep, { state, error }: StepEnd): Entry => ({
  kind: "step-ended",
  instance,
  detail: { n, step: kind, state, text: error },
});

/** The instance as its page shows it; null where no group has it. */
const shown = ({ fleet }: ActionsDeps, group: string, instance: InstanceId): Instance | null =>
  (fleet.groupOf(instance) ?? fleet.group(group))?.instances.find((one) => one.id === instance) ?? null;

export const nameIn = (deps: ActionsDeps, group: string, instance: InstanceId): string =>
  shown(deps, group, instance)?.name ?? instance;

/** The hands and eyes of one step. `step` is the step as the journal has it when the context is made. */
export function contextFor(going: RunInProgress, step: RunStep, row: StepRow): StepContext {
  const { deps, plan, journal, tenure, memory, eyes } = going;
  const { fleet, clock } = deps;
  // What was read before the command was answered is no proof of it.
  let sinceMs = clock();

  const order = (
    words: readonly string[],
    permit: () => boolean,
    sentinel: string | null,
  ): Promise<CommandOutcome> => {
    const options = { as: senderOf(step.kind), deadlineMs: row.deadlineMs, permit };
    return sentinel === null
      ? fleet.command(step.instance, words, options)
      : fleet.sentinelCommand(plan.group, sentinel, words, options);
  };

  /** What ends or releases something leaves however long we stood still, as long as the run is ours. */
  async function insist(
    words: readonly string[],
    entries: readonly AuditDraft[],
    sentinel: string | null = step.sentinel,
  ): Promise<CommandOutcome> {
    for (let toWrite = entries; ; toWrite = []) {
      const permit = await tenure.ensure(toWrite);
      let keptBack = false;
      const outcome = await order(
        words,
        () => {
          keptBack = !permit();
          return !keptBack;
        },
        sentinel,
      );
      if (!keptBack) return outcome;
    }
  }

  return {
    plan,
    step,
    run: () => journal.run,
    memory,
    store: deps.store,
    failoverTimeoutMs: deps.settings.failoverTimeoutSeconds * 1000,
    now: clock,
    async wait(ms) {
      tenure.check();
      if (going.leaving.aborted && row.long && memory.held === null) throw new Leaving();
      await delay(ms);
    },
    look: (instances) => eyes.look(instances, sinceMs),
    member: eyes.member,
    resolve: (address) => fleet.resolver(plan.group)(address),
    nameOf: (instance) => nameIn(deps, plan.group, instance),
    lagSeconds: (instance) => shown(deps, plan.group, instance)?.lagSeconds ?? null,
    async send(words) {
      const outcome =
        row.releases === null ? await order(words, tenure.permit, step.sentinel) : await insist(words, []);
      sinceMs = clock();
      return outcome;
    },
    async tell(words) {
      const outcome = await insist(words, [journal.entry(sentEntry(step, words))]);
      sinceMs = clock();
      return outcome;
    },
    async tellInstance(words) {
      const outcome = await insist(
        words,
        [journal.entry(sentEntry({ ...step, sentinel: null }, words))],
        null,
      );
      sinceMs = clock();
      return outcome;
    },
    async ask(words) {
      const outcome = await fleet.command(step.instance, words, { as: "poller", deadlineMs: ASK_MS });
      return outcome.state === "replied" ? outcome.reply : undefined;
    },
    syncCounts: () => readSyncCounts(fleet, servingIn(plan)),
    sentinels: () => fleet.group(plan.group)?.sentinel ?? null,
    async askSentinel(sentinel, words) {
      const options = { as: "poller", deadlineMs: ASK_MS } as const;
      const outcome = await fleet.sentinelCommand(plan.group, sentinel, words, options);
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
    rephrase: (words) => journal.writeStep(step.n, { command: [...words] }),
    async saveBackup(backup) {
      await deps.store.backups.save(backup, tenure.lease);
      going.backupChanged(backup);
    },
    cancelled: () => going.cancel.signal.aborted,
    openRdb: (options) => fleet.openRdb(step.instance, { ...options, permit: tenure.permit }),
    backups: deps.backups,
    openWriter: (options) => fleet.openWriter(step.instance, { ...options, permit: tenure.permit }),
  };
}
