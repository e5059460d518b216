import { proveByReply } from "./await";
import { type StepContext, type StepEnd, type StepRow, skipped } from "./row";

const NO_FILE = "It runs without a config file, so a restart will undo this role.";

async function prepare(context: StepContext): Promise<StepEnd | null> {
  const server = context.member(context.step.instance)?.slow?.server ?? null;
  return server !== null && server.configFile === null ? skipped(NO_FILE) : null;
}

/** `CONFIG REWRITE`. Source: config.c, configRewriteCommand. */
export const persist: StepRow = {
  releases: null,
  cancel: "never",
  long: false,
  deadlineMs: 5000,
  prepare,
  refused: (message) => (/without a config file/i.test(message) ? skipped(NO_FILE) : null),
  prove: proveByReply,
  learn: async () => ({ says: "unclear", text: "no reading shows whether the config file was written." }),
};
