import type { ShownState } from "@/components/ui/tone";
import type {
  Action,
  Backup,
  CandidateVerdict,
  Check,
  Plan,
  PlanRequest,
  Run,
  RunState,
} from "@/lib/contract";

interface ActionWords {
  /** On the button that runs it: `Promote eu-1`. */
  readonly verb: string;
  /** While it runs: `Promoting eu-1`. */
  readonly doing: string;
  /** As a noun, in lists and filters. */
  readonly noun: string;
}

/** The words of every action, as the glossary has them. */
export const actionWords: Record<Action, ActionWords> = {
  promote: { verb: "Promote", doing: "Promoting", noun: "Promote" },
  repoint: { verb: "Re-point", doing: "Re-pointing", noun: "Re-point" },
  detach: { verb: "Detach", doing: "Detaching", noun: "Detach" },
  attach: { verb: "Attach", doing: "Attaching", noun: "Attach" },
  relieve: { verb: "Relieve", doing: "Relieving", noun: "Relieve" },
  flatten: { verb: "Flatten", doing: "Flattening", noun: "Flatten" },
  rearrange: { verb: "Rearrange", doing: "Rearranging", noun: "Rearrange" },
  backup: { verb: "Back up", doing: "Backing up", noun: "Back up" },
  restore: { verb: "Restore", doing: "Restoring", noun: "Restore" },
  disconnect: { verb: "Disconnect", doing: "Disconnecting", noun: "Disconnect" },
  drill: { verb: "Drill", doing: "Drilling", noun: "Drill" },
};

const linkless: ReadonlySet<Action> = new Set(["backup", "restore", "drill", "disconnect"]);

/** Whether roles or links are other ones afterwards: only then is there a before and an after to draw, and something to undo. */
export const changesLinks = (action: Action): boolean => !linkless.has(action);

/** On the button that runs a plan: `Promote eu-1`; a promotion without the old primary says `Force eu-1`. */
export const executeLabel = (plan: Pick<Plan, "action" | "method">, instanceName: string): string =>
  plan.action === "disconnect"
    ? actionWords.disconnect.verb
    : plan.action === "restore"
      ? `${actionWords.restore.verb} into ${instanceName}`
      : `${plan.method === "forced" ? "Force" : actionWords[plan.action].verb} ${instanceName}`;

/** The consequence a person accepts: the confirmation's text without its call to type, which stands on the field itself. */
export function consequence({ text, type }: NonNullable<Plan["confirm"]>): string {
  const call = type === null ? "" : `Type ${type} to continue.`;
  return call !== "" && text.endsWith(call) ? text.slice(0, -call.length).trimEnd() : text;
}

/** What is asked for, in one line, before a plan exists: `Re-point eu-2 to eu-1`. `nameOf` turns an id into a name. */
export function describeRequest(request: PlanRequest, nameOf: (instance: string) => string): string {
  const { verb } = actionWords[request.action];
  if (request.action === "disconnect") return `${verb} clients from ${nameOf(request.instance)}`;
  if (request.action === "restore") return `${verb} a backup into ${nameOf(request.instance)}`;
  if (request.action === "repoint" || request.action === "attach")
    return `${verb} ${nameOf(request.instance)} to ${nameOf(request.upstream)}`;
  return request.instance === undefined ? verb : `${verb} ${nameOf(request.instance)}`;
}

/** A word and the shape that stands beside it: never colour alone. */
export interface Word {
  readonly word: string;
  readonly shape: ShownState;
}

/** How a run stands or ended. `unknown` is never called a failure: nobody can say what Redis did. */
export const runWords: Record<RunState, Word> = {
  running: { word: "Running", shape: "syncing" },
  succeeded: { word: "Succeeded", shape: "online" },
  unchanged: { word: "No change", shape: "unknown" },
  "rolled-back": { word: "Rolled back", shape: "lagging" },
  partial: { word: "Partly applied", shape: "link-down" },
  unknown: { word: "Outcome unknown", shape: "unreachable" },
};

/** A drill changes nothing however it ends: what it says of its backup is the word for it. */
const notProven: Word = { word: "Not proven", shape: "link-down" };

/** How this run stands or ended. */
export const wordsOf = ({ action, state }: Pick<Run, "action" | "state">): Word =>
  action === "drill" && state === "unchanged" ? notProven : runWords[state];

/** How a backup stands. `saved` is proven on the instance's side alone: its file was not read here. */
export const backupWords: Record<Backup["state"], Word> = {
  running: { word: "Running", shape: "syncing" },
  saved: { word: "Saved on the instance", shape: "online" },
  verified: { word: "Verified", shape: "online" },
  failed: { word: "Failed", shape: "unreachable" },
  damaged: { word: "Damaged", shape: "link-down" },
};

/** How a replica stands among the candidates. */
export const candidateWords: Record<CandidateVerdict, string> = {
  best: "Best",
  possible: "Possible",
  "last-resort": "Last resort",
  never: "Not now",
};

/** The word a reader without sight hears before a check's sentence. */
export const checkWords: Record<Check["status"], string> = {
  pass: "Passed",
  warn: "Warning",
  fail: "Failed",
};
