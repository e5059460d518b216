import { failed, type StepContext, type StepEnd, type StepRow } from "@/server/actions/steps/row";
import { restoreSetting } from "@/server/actions/steps/settings";
import { readSaveFacts } from "./save-facts";

/**
 * With the last save failed, `stop-writes-on-bgsave-error yes` would abort a replica at the next write it receives:
 * then the guard stays, and the run says so.
 * Source: server.c, writeCommandsDeniedByDiskError and processCommand.
 */
async function prepare(context: StepContext): Promise<StepEnd | null> {
  const name = context.nameOf(context.step.instance);
  const facts = await readSaveFacts(context.ask);
  if (facts === null) return failed(`${name} could not be read, so its guard stays.`);
  return facts.persistence.lastSaveOk
    ? null
    : failed(
        `stop-writes-on-bgsave-error stays no on ${name}: with its last save failed, yes would stop it at the next write.`,
      );
}

/** Gives the setting back once the last save is a good one. */
export const unguardSave: StepRow = { ...restoreSetting("guard-save"), prepare };
