import { proveByReply } from "./await";
import { endHold } from "./hold";
import type { Evidence, StepContext, StepRow } from "./row";

/** Whether writes are paused is in no reply of Redis; Valkey 8.1 and later say it in INFO clients. */
async function learn(context: StepContext): Promise<Evidence> {
  const text = await context.ask(["INFO", "clients"]);
  const actions = typeof text === "string" ? /^paused_actions:(\w+)/m.exec(text)?.[1] : undefined;
  if (actions === undefined)
    return { says: "unclear", text: "this server does not say whether it is paused." };
  const paused = actions !== "none";
  const pausing = context.step.kind === "pause-writes";
  return { says: paused === pausing ? "done" : "not-done", text: `INFO clients says ${actions}.` };
}

/** `CLIENT PAUSE ms WRITE`: Redis ends it by itself after `ms`, the backstop should we be gone by then. */
export const pauseWrites: StepRow = {
  releases: null,
  cancel: "never",
  long: false,
  deadlineMs: 2000,
  async prove(context, sent) {
    const lastsMs = Number(context.step.command?.[2]);
    const untilMs = Number.isFinite(lastsMs) ? sent.atMs + lastsMs : null;
    context.memory.held = { instance: context.step.instance, sinceMs: sent.atMs, untilMs };
    return proveByReply(context, sent);
  },
  learn,
};

export const resumeWrites: StepRow = {
  releases: "pause-writes",
  cancel: "never",
  long: false,
  deadlineMs: 2000,
  prove: proveByReply,
  learn,
  closed: endHold,
};
