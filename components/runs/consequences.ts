import type { Run, RunStep, StepKind } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";

type NameOf = (instance: string) => string;
type Sentence = (step: RunStep, nameOf: NameOf) => string;

/** The step that is under way; null: none has begun, or one has ended and the next has not begun. */
const current = (run: Run): RunStep | null => run.steps.find(({ state }) => state === "running") ?? null;

const peerOf = (step: RunStep, nameOf: NameOf): string =>
  step.peer === null ? "its target" : nameOf(step.peer);

const liftsPause: Sentence = (step, nameOf) =>
  `Abort lets ${nameOf(step.instance)} take writes again. No role changes.`;

const endsDrill: Sentence = () =>
  "Abort ends the throw-away server and removes its folder. The backup stays as it is.";

/** What Abort does while a step of each kind is under way. */
const onAbort: Partial<Record<StepKind, Sentence>> = {
  failover: (step, nameOf) =>
    `Abort sends FAILOVER ABORT: ${nameOf(step.instance)} stays primary and takes writes again.`,
  "pause-writes": liftsPause,
  "fence-writes": liftsPause,
  "await-offset": (_, __) => "Abort lifts the hold on writes. No role changes.",
  replicaof: (step, nameOf) =>
    `Abort stops the wait: ${nameOf(step.instance)} goes on connecting to ${peerOf(step, nameOf)}, and no further step is sent.`,
  bgsave: (step, nameOf) => `Abort stops the wait: the save on ${nameOf(step.instance)} goes on.`,
  "receive-rdb": (step, nameOf) =>
    `Abort ends the copy: ${nameOf(step.instance)} stops sending, and nothing of it is kept.`,
  "drill-fetch": endsDrill,
  "drill-load": endsDrill,
  "drill-compare": endsDrill,
  verify: () => "Abort stops the wait for proof: what was sent stands.",
};

/** What Abort would do now, in a sentence. */
export function abortConsequence(run: Run, nameOf: NameOf): string {
  const step = current(run);
  const sentence = step === null ? undefined : onAbort[step.kind];
  if (step !== null && sentence !== undefined) return sentence(step, nameOf);
  return run.steps.some(({ startedAt }) => startedAt !== null)
    ? "Abort sends no further step: what was sent stands."
    : "Abort sends nothing: nothing has been changed yet.";
}

/** The longest time that Redis itself holds writes back for a step, from its own words; null: they do not say. */
function heldSeconds({ command }: RunStep): number | null {
  const words = command ?? [];
  const after = (word: string): string | undefined => words[words.indexOf(word) + 1];
  const ms = words.includes("TIMEOUT") ? after("TIMEOUT") : words[0] === "CLIENT" ? words[2] : undefined;
  return ms !== undefined && /^\d+$/.test(ms) ? Number(ms) / 1000 : null;
}

const within = (step: RunStep): string => {
  const seconds = heldSeconds(step);
  return seconds === null ? "" : ` within ${formatSeconds(seconds)}`;
};

/** What becomes of the writes should Tidemark stop during a step of each kind. */
const onStop: Partial<Record<StepKind, Sentence>> = {
  // TIMEOUT bounds the wait for the target's offset alone, not the handshake after it (replication.c, failover).
  failover: (step, nameOf) =>
    `${nameOf(step.instance)} gives up by itself${within(step)} while it waits for ${peerOf(step, nameOf)}; once it has stepped down, writes wait until Tidemark runs again and ends the failover.`,
  "pause-writes": (step, nameOf) => `${nameOf(step.instance)} ends the pause by itself${within(step)}.`,
  "fence-writes": (step, nameOf) =>
    `${nameOf(step.instance)} refuses writes until Tidemark runs again and lifts the fence.`,
  bgsave: (step, nameOf) => `the save on ${nameOf(step.instance)} goes on by itself.`,
  "receive-rdb": (step, nameOf) => `${nameOf(step.instance)} stops sending, and nothing of the copy is kept.`,
};

/** The step that holds writes back now: one under way, or a hold whose release has not ended. */
function holding({ steps }: Run): RunStep | null {
  const held = steps.find(
    ({ kind, state }) => (kind === "pause-writes" || kind === "fence-writes") && state === "done",
  );
  const releases = { "pause-writes": "resume-writes", "fence-writes": "unfence-writes" } as const;
  if (held === undefined || (held.kind !== "pause-writes" && held.kind !== "fence-writes")) return null;
  const release = releases[held.kind];
  return steps.some(({ kind, state }) => kind === release && state === "done") ? null : held;
}

/** What would happen if Tidemark stopped now, in a sentence or two. */
export function stopConsequence(run: Run, nameOf: NameOf): string {
  if (run.action === "drill")
    return "Should Tidemark stop here: its server ends with it, and the next start removes its folder. The drill then proves nothing.";
  const step = holding(run) ?? current(run);
  const sentence = step === null ? undefined : onStop[step.kind];
  const taken = "The run is taken up again on restart and ends as Redis then says it did.";
  return step === null || sentence === undefined
    ? `Should Tidemark stop here: ${taken[0]?.toLowerCase()}${taken.slice(1)}`
    : `Should Tidemark stop here: ${sentence(step, nameOf)} ${taken}`;
}
