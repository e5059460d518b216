import type { Run, RunState, RunStep } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";
import type { InstanceId } from "@/lib/group/member";
import { adviceFor, cliLine, lookAt } from "./advice";
import { CANCELLED, heldOn, isHold, runState, type StepEnds, unfinished } from "./run-state";
import type { StepEnd } from "./steps/row";
import { steps } from "./steps/table";

export interface Ending {
  readonly state: RunState;
  readonly summary: string;
  readonly advice: string | null;
}

/** State, summary and advice of a run whose steps have ended as `ends` says. */
export function endingOf(run: Run, ends: StepEnds, nameOf: (instance: InstanceId) => string): Ending {
  const state = runState(run, ends);
  return {
    state,
    summary: summaries[state](run, ends, nameOf),
    // A run that a person has to finish never ends without a word on how.
    advice:
      state === "partial" || state === "unknown"
        ? (emptyFirst(run) ??
          adviceFor(toFinish(run, ends)) ??
          lookAt(run.steps.map(({ instance }) => instance)))
        : null,
  };
}

/** A restore that was broken off is begun anew, on an empty instance: a person alone empties one. Null: this is none. */
function emptyFirst(run: Run): string | null {
  if (run.action !== "restore") return null;
  return [
    "# Look first: once nobody needs what the instance holds, empty it, then restore again:",
    cliLine(run.instance, ["INFO", "keyspace"]),
    cliLine(run.instance, ["FLUSHALL"]),
    "# and where the backup has functions (7.0 and later):",
    cliLine(run.instance, ["FUNCTION", "FLUSH"]),
  ].join("\n");
}

/** The steps a person would still have to carry out; what held writes comes first. */
function toFinish(run: Run, ends: StepEnds): RunStep[] {
  const held = heldOn(run, ends);
  const hanging = run.steps.find((step) => step.kind === "failover" && ends.get(step.n)?.state === "unknown");
  // As long as a failover may hang nothing else is to be sent, and nobody may be taking writes.
  if (hanging !== undefined) return [...held, { ...hanging, command: ["FAILOVER", "ABORT"] }];
  const sentinel = openBySentinel(run, ends);
  if (sentinel !== null) return [...held, ...sentinel];
  const rest = unfinished(run, ends).filter(
    (step) =>
      steps[step.kind].releases === null &&
      !isHold(step.kind) &&
      !["bgsave", "receive-rdb"].includes(step.kind) &&
      isOpen(step, ends),
  );
  return [...held, ...rest];
}

/**
 * Sentinel has chosen another replica, or may still choose: it is asked first, and what then is to be done is a new plan.
 * A setting that may not be back is put back. Null: its part ended well, or it has none.
 */
function openBySentinel(run: Run, ends: StepEnds): RunStep[] | null {
  const step = run.steps.find(({ kind }) => kind === "sentinel-failover");
  const end = step === undefined ? undefined : ends.get(step.n);
  const elsewhere = end?.state === "failed" && end.effect === "applied";
  if (step === undefined || (end?.state !== "unknown" && !elsewhere)) return null;
  const unsure = run.steps.filter(
    ({ n, kind }) => steps[kind].releases !== null && ends.get(n)?.state === "unknown",
  );
  const ask = ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", step.command?.[2] ?? ""];
  return [...unsure, { ...step, command: ask }];
}

/** A step skipped for a reason of its own is not open; one that was accepted but not proven needs no second order. */
function isOpen(step: RunStep, ends: StepEnds): boolean {
  const end = ends.get(step.n);
  return end === undefined || (end.state !== "done" && end.effect !== "applied");
}

type Summary = (run: Run, ends: StepEnds, nameOf: (instance: InstanceId) => string) => string;

const summaries: Record<RunState, Summary> = {
  running: () => "",
  succeeded: (run, ends, nameOf) => {
    const proof = run.steps.find((step) => ["verify", "bgsave", "receive-rdb"].includes(step.kind));
    const said = proof === undefined ? null : (ends.get(proof.n)?.error ?? null);
    const took = `(${formatSeconds(seconds(run))})`;
    if (run.action === "restore") {
      const sent = run.steps.find(({ kind }) => kind === "send-backup");
      // It says how long it took itself.
      return (sent === undefined ? null : ends.get(sent.n)?.error) ?? `${nameOf(run.instance)} is restored.`;
    }
    if (run.action === "backup") return `${said ?? `Saved on ${nameOf(run.instance)}.`} ${took}`;
    return [
      `${achieved(run, nameOf)} ${took}.`,
      said === null ? "" : ` Verified: ${said}.`,
      paused(run),
    ].join("");
  },
  unchanged: (run, ends) =>
    `${run.action === "backup" ? "No backup was made." : "Nothing was changed."} ${cause(run, ends)}`,
  "rolled-back": (run, ends) => `Rolled back: the roles are as before. ${cause(run, ends)}`,
  partial: (run, ends) => {
    const first = firstBad(run, ends);
    if (run.action === "backup") {
      const held = heldOn(run, ends).map((step) => ends.get(step.n)?.error ?? "");
      return ["No backup was made.", cause(run, ends), ...held].join(" ");
    }
    if (run.action === "restore") {
      const sent = run.steps.find(({ kind }) => kind === "send-backup");
      const end = sent === undefined ? undefined : ends.get(sent.n);
      return end?.state === "done"
        ? `All of the backup was sent, and that it is in is not proven. ${cause(run, ends)}`
        : `A part of the backup is in. ${cause(run, ends)}`;
    }
    return `Partly applied, step ${first?.n ?? run.steps.length} of ${run.steps.length}. ${cause(run, ends)}`;
  },
  unknown: (run, ends) => {
    const first = run.steps.find((step) => ends.get(step.n)?.state === "unknown");
    return `Outcome unknown after step ${first?.n ?? run.steps.length} of ${run.steps.length}. ${cause(run, ends)} Nothing was rolled back. Check the roles before retrying.`;
  },
};

function achieved(run: Run, nameOf: (instance: InstanceId) => string): string {
  const name = nameOf(run.instance);
  const upstream = run.steps.find(
    (step) => step.kind === "replicaof" && step.instance === run.instance,
  )?.peer;
  if (run.action === "disconnect") {
    const closed = run.steps.filter(({ state }) => state === "done").length;
    return `${closed === 1 ? "1 connection" : `${closed} connections`} to ${name} closed`;
  }
  const moved = run.steps.filter((step) => step.kind === "replicaof").length;
  const replicas = `${moved} ${moved === 1 ? "replica" : "replicas"}`;
  if (run.action === "relieve") return `${name} is relieved of ${replicas}`;
  if (run.action === "flatten")
    return `${replicas} more ${moved === 1 ? "follows" : "follow"} ${name} directly`;
  if (run.action === "rearrange") return `${replicas} re-pointed`;
  if (run.action === "promote") return `${name} is primary`;
  if (run.action === "detach") return `${name} is a standalone primary`;
  return `${name} follows ${upstream === null || upstream === undefined ? "its new upstream" : nameOf(upstream)}`;
}

const paused = (run: Run): string =>
  run.writePausedSeconds === null ? "" : ` Writes paused for ${formatSeconds(run.writePausedSeconds)}.`;

const seconds = (run: Run): number =>
  run.endedAt === null ? 0 : (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;

function firstBad(run: Run, ends: StepEnds): RunStep | undefined {
  const bad = (state: StepEnd["state"]) => run.steps.filter((step) => ends.get(step.n)?.state === state);
  const failures = bad("failed");
  return (
    bad("unknown")[0] ??
    failures.find((step) => ends.get(step.n)?.effect !== "reverted") ??
    failures[0] ??
    run.steps.find((step) => !ends.has(step.n) || ends.get(step.n)?.error === CANCELLED)
  );
}

function cause(run: Run, ends: StepEnds): string {
  const first = firstBad(run, ends);
  if (first === undefined) return "";
  return ends.get(first.n)?.error ?? `Step ${first.n} was not reached.`;
}
