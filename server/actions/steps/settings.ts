import type { StepKind } from "@/lib/contract";
import { readConfigReply } from "@/lib/info/config";
import { proveByReading } from "./await";
import { endHold } from "./hold";
import type { Evidence, StepContext, StepRow } from "./row";

/** The setting and the value that the step's `CONFIG SET name value` names. */
function assignment(context: StepContext): { name: string; value: string } | null {
  const [config, set, name, value] = context.step.command ?? [];
  const isSet = config?.toUpperCase() === "CONFIG" && set?.toUpperCase() === "SET";
  return isSet && name !== undefined && value !== undefined ? { name, value } : null;
}

/** The value the server has now; null when it does not say. */
async function currentValue(context: StepContext, name: string): Promise<string | null> {
  const settings = readConfigReply((await context.ask(["CONFIG", "GET", name])) ?? null);
  const [value] = settings?.values() ?? [];
  return value ?? null;
}

async function learn(context: StepContext): Promise<Evidence> {
  const wanted = assignment(context);
  if (wanted === null) return { says: "unclear", text: "the step names no setting." };
  const value = await currentValue(context, wanted.name);
  if (value === null) return { says: "unclear", text: `${wanted.name} could not be read.` };
  return { says: value === wanted.value ? "done" : "not-done", text: `${wanted.name} is ${value}.` };
}

const common = {
  cancel: "never",
  long: false,
  atOnce: true,
  deadlineMs: 2000,
  prove: proveByReading(learn),
  learn,
} as const;

/**
 * A setting changed for the time of the run. What it was is read first and written into the step that restores it,
 * since a plan may be minutes old.
 */
export const changeSetting = (kind: StepKind): StepRow => ({
  ...common,
  releases: null,
  async prepare(context) {
    const wanted = assignment(context);
    const before = wanted === null ? null : await currentValue(context, wanted.name);
    if (wanted !== null && before !== null && before !== wanted.value)
      context.rewriteRelease(kind, ["CONFIG", "SET", wanted.name, before]);
    return null;
  },
});

/** A setting that stays as the run sets it. */
export const setForGood: StepRow = { ...common, releases: null };

export const restoreSetting = (releases: StepKind): StepRow => ({ ...common, releases });

/** Writes are refused from here on: `min-replicas-to-write` far above what any group has. */
export const fenceWrites: StepRow = {
  ...changeSetting("fence-writes"),
  async prove(context, sent) {
    context.memory.held = { instance: context.step.instance, sinceMs: sent.atMs, untilMs: null };
    return common.prove(context, sent);
  },
};

export const unfenceWrites: StepRow = {
  ...restoreSetting("fence-writes"),
  closed: endHold,
};
