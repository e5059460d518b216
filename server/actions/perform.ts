import { setImmediate as turn } from "node:timers/promises";
import { grant, ruleFor, senderOf } from "@/lib/acl";
import type { RunStep } from "@/lib/contract";
import { LeaseLost } from "@/server/errors";
import type { Reply } from "@/server/ports";
import { errorCode } from "@/server/redis/failure";
import { contextFor, endedEntry, type RunInProgress, sentEntry } from "./context";
import { type ActionsDeps, timestamp } from "./deps";
import { passFailpoint } from "./failpoint";
import {
  failed,
  Leaving,
  type Sent,
  type StepContext,
  type StepEnd,
  type StepRow,
  unclear,
} from "./steps/row";
import { steps } from "./steps/table";

/** Redis' own words, short enough to keep. None of the commands a plan holds answers with a secret. */
const replyText = (reply: Reply): string =>
  (typeof reply === "string" ? reply : JSON.stringify(reply)).slice(0, 300);

/**
 * Carries out one step: journal, command, proof, journal. The command leaves once, whatever becomes of it, and only
 * after the journal says so; a release must leave even where the journal cannot be written.
 * @throws Leaving when Tidemark stops during a long wait; LeaseLost when the run is another process' by now.
 */
export async function performStep(going: RunInProgress, planned: RunStep): Promise<StepEnd> {
  const row = steps[planned.kind];
  const { journal, deps } = going;
  const before = contextFor(going, planned, row);
  const refusal = await guarded(() => row.prepare?.(before) ?? Promise.resolve(null));
  if (refusal !== null) return endStep(going, before, row, refusal);

  const step = journal.run.steps.find((one) => one.n === planned.n) ?? planned;
  const context = contextFor(going, step, row);
  const announced = step.command ?? row.says ?? null;
  const written = await journal.writeStep(
    step.n,
    { state: "running", startedAt: timestamp(deps.clock()) },
    announced === null ? null : sentEntry(step, announced),
  );
  if (!written && row.releases === null)
    return endStep(going, context, row, failed("The journal could not be written, so nothing was sent."));
  deps.log.info(
    { run: journal.run.id, step: step.n, kind: step.kind, instance: step.instance },
    "Step begins",
  );
  passFailpoint("run.before-send", step.n);
  return endStep(going, context, row, await guarded(() => sendAndProve(going, context, row)));
}

async function sendAndProve(
  { journal, deps }: RunInProgress,
  context: StepContext,
  row: StepRow,
): Promise<StepEnd> {
  const { n, command } = context.step;
  const missed = (await row.aim?.(context)) ?? null;
  if (missed !== null) return missed;
  const sent: Sent = { atMs: deps.clock(), replied: true };
  if (command === null) return row.prove(context, sent);
  const answer = context.send(command);
  // A lost lease may be found before the turn is over; it is thrown where the answer is awaited.
  answer.catch(() => undefined);
  await turn();
  passFailpoint("run.after-send", n);
  const outcome = await answer;
  passFailpoint("run.after-reply", n);
  const { sentinel, instance } = context.step;
  const name = sentinel === null ? context.nameOf(instance) : `The Sentinel at ${sentinel}`;
  switch (outcome.state) {
    case "replied":
      await journal.writeStep(n, { reply: replyText(outcome.reply) });
      return row.prove(context, sent);
    case "refused": {
      const end =
        row.refused?.(outcome.message) ??
        failed(`${name} refused it: ${outcome.message}${grantFor(deps, context, outcome.message)}`);
      return end === "prove" ? row.prove(context, sent) : end;
    }
    case "unsent":
      return failed(`${name} could not be reached (${outcome.detail}), so nothing was sent.`);
    case "unknown":
      return row.prove(context, { ...sent, replied: false });
  }
}

/** Which rule would have allowed it, where that is what was missing; else nothing. */
function grantFor({ fleet }: ActionsDeps, { plan, step }: StepContext, message: string): string {
  const rule =
    errorCode(message) === "NOPERM" && step.command !== null
      ? ruleFor(step.command, senderOf(step.kind), step.sentinel === null ? "instance" : "sentinel")
      : null;
  if (rule === null) return "";
  const user = step.sentinel === null ? fleet.users(plan.group)[senderOf(step.kind)] : null;
  return `: ${grant(user, [rule])}`;
}

/** An error of ours after a command left is no proof of anything. */
async function guarded<T>(work: () => Promise<T>): Promise<T | StepEnd> {
  try {
    return await work();
  } catch (problem) {
    if (problem instanceof Leaving || problem instanceof LeaseLost) throw problem;
    return unclear(
      `Tidemark failed while it watched this step: ${problem instanceof Error ? problem.message : "?"}`,
    );
  }
}

async function endStep(
  { journal, deps }: RunInProgress,
  context: StepContext,
  row: StepRow,
  end: StepEnd,
): Promise<StepEnd> {
  const { n, kind, instance } = context.step;
  await row.closed?.(context, end);
  const said = journal.run.steps.find((one) => one.n === n)?.reply ?? null;
  await journal.writeStep(
    n,
    {
      state: end.state,
      endedAt: timestamp(deps.clock()),
      progress: null,
      reply: end.state === "done" && end.error !== null ? end.error : said,
      error: end.state === "done" ? null : end.error,
    },
    endedEntry(context.step, end),
  );
  deps.log.info(
    { run: journal.run.id, step: n, kind, instance, state: end.state, error: end.error },
    "Step ended",
  );
  passFailpoint("run.after-journal", n);
  return end;
}
