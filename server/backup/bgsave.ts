import type { Backup } from "@/lib/contract";
import {
  done,
  type Evidence,
  failed,
  type Sent,
  type StepContext,
  type StepEnd,
  type StepRow,
  unclear,
} from "@/server/actions/steps/row";
import { cancelSave, whyNotCancellable } from "./cancel-save";
import { judgeSave } from "./judge-save";
import { BEFORE_CHECK, closeFailed, closeSaved, describeSaved, openBackup } from "./record";
import { readBefore, readSaveFacts, readServerSeconds, type SaveBefore, type SaveFacts } from "./save-facts";
import { saveProgress } from "./save-progress";

const POLL_MS = 200;
/** A fork of a large data set stops the server for a while; an instance silent for longer than this is gone. */
const SILENT_MS = 15_000;
/** A save that was accepted shows in INFO at once; one whose reply was lost gets this long to show. */
const BEGIN_MS = 3000;
const NO_FACTS = "INFO could not be read, so no save could be proven.";

/**
 * Before the save: what its proof is measured against. Save times are whole seconds, so it waits until the server's
 * clock has left the second of the last save.
 */
async function prepare(context: StepContext): Promise<StepEnd | null> {
  const { instance } = context.step;
  const name = context.nameOf(instance);
  const first = await readSaveFacts(context.ask);
  if (first === null) return failed(NO_FACTS);
  if (first.persistence.saving) return failed(`${name} is saving already.`);
  const { lastSaveUnixSeconds } = first.persistence;
  const giveUpMs = context.now() + 5000;
  let serverSeconds = await readServerSeconds(context.ask);
  while (serverSeconds !== null && serverSeconds <= lastSaveUnixSeconds && context.now() < giveUpMs) {
    await context.wait(POLL_MS / 2);
    serverSeconds = await readServerSeconds(context.ask);
  }
  if (serverSeconds === null) return failed("TIME could not be read, so no save could be proven.");
  if (serverSeconds <= lastSaveUnixSeconds)
    return failed(`The clock of ${name} is behind its own last save, so no save could be proven.`);
  const facts = await readSaveFacts(context.ask);
  if (facts === null) return failed(NO_FACTS);
  if (facts.persistence.saving) return failed(`${name} is saving already.`);
  const before: SaveBefore = {
    instance,
    runId: facts.server.runId,
    serverSeconds,
    lastSaveUnixSeconds: facts.persistence.lastSaveUnixSeconds,
    saves: facts.persistence.saves,
  };
  const backup = openBackup(context, before, facts, context.lagSeconds(instance));
  // The run names the row first: a row that no run names would look like a running backup for ever.
  await context.patch({ backup: backup.id });
  await context.saveBackup(backup);
  return null;
}

/** The row and what was known before, from the store: they outlive a restart. */
async function opened(context: StepContext): Promise<{ backup: Backup; before: SaveBefore } | null> {
  const id = context.run().backup;
  const backup = id === null ? null : await context.store.backups.get(id);
  const asked = backup?.checks.find((check) => check.code === BEFORE_CHECK)?.evidence ?? null;
  const before = readBefore(context.step.instance, asked);
  return backup === null || before === null ? null : { backup, before };
}

/** Waits until this very save has ended, and judges it. */
async function prove(context: StepContext, sent: Sent): Promise<StepEnd> {
  const open = await opened(context);
  if (open === null) return unclear("What was known before the save is lost, so it cannot be proven.");
  const beginByMs = context.now() + BEGIN_MS;
  let silentSinceMs: number | null = null;
  let cancelling: string | null = null;
  for (;;) {
    const facts = await readSaveFacts(context.ask);
    const now = context.now();
    if (facts === null) {
      silentSinceMs ??= now;
      if (now - silentSinceMs >= SILENT_MS)
        return unclear(`${context.nameOf(context.step.instance)} stopped answering during the save.`);
    } else {
      silentSinceMs = null;
      const verdict = judgeSave(open.before, facts);
      if (verdict.state === "saved") {
        if (context.run().cancellable) await context.patch({ cancellable: false });
        const saved = await closeSaved(context, open.backup, open.before, verdict, facts);
        await context.saveBackup(saved);
        if (saved.state === "failed") return failed(saved.error ?? NO_FACTS);
        return done(describeSaved(context, saved));
      }
      if (verdict.state === "failed" && (sent.replied || now >= beginByMs))
        return failed(cancelling ?? verdict.cause);
      if (verdict.state === "not-begun" && now >= beginByMs)
        return failed(
          sent.replied ? "Redis accepted the save and never began it." : "No reply came, and no save began.",
        );
      if (verdict.state === "running") {
        context.report(saveProgress(facts.persistence));
        await offerCancel(context, facts);
        if (context.cancelled() && context.run().cancellable) cancelling ??= await cancelSave(context);
      }
    }
    await context.wait(POLL_MS);
  }
}

/** Only a save that can be cancelled without harm offers it. */
async function offerCancel(context: StepContext, facts: SaveFacts): Promise<void> {
  const cancellable = whyNotCancellable(facts) === null;
  if (cancellable !== context.run().cancellable) await context.patch({ cancellable });
}

async function learn(context: StepContext): Promise<Evidence> {
  const open = await opened(context);
  const facts = await readSaveFacts(context.ask);
  if (open === null || facts === null) return { says: "unclear", text: NO_FACTS };
  const verdict = judgeSave(open.before, facts);
  if (verdict.state === "saved") return { says: "done", text: "the save ended well." };
  if (verdict.state === "running") return { says: "unclear", text: "a save is under way." };
  return { says: "not-done", text: verdict.cause };
}

/** Whatever did not end as saved is a failed backup: never one that only looks good. */
async function closed(context: StepContext, end: StepEnd): Promise<void> {
  const open = await opened(context);
  if (open === null || open.backup.state !== "running" || end.state === "done") return;
  await context.backups.remove(open.backup.id);
  await context.saveBackup(closeFailed(context, open.backup, end.error ?? "It could not be proven."));
}

/** `BGSAVE`, proven by the three signs of this very save. */
export const bgsave: StepRow = {
  releases: null,
  cancel: "aborts",
  long: true,
  deadlineMs: 10_000,
  prepare,
  prove,
  learn,
  closed,
};
