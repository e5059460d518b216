import type { Action, Backup, Check, PlanRequest, RunState } from "@/lib/contract";

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
  backup: { verb: "Back up", doing: "Backing up", noun: "Back up" },
};

/** What is asked for, in one line, before a plan exists: `Re-point eu-2 to eu-1`. `nameOf` turns an id into a name. */
export function describeRequest(request: PlanRequest, nameOf: (instance: string) => string): string {
  const { verb } = actionWords[request.action];
  if (request.action === "repoint" || request.action === "attach")
    return `${verb} ${nameOf(request.instance)} to ${nameOf(request.upstream)}`;
  return request.instance === undefined ? verb : `${verb} ${nameOf(request.instance)}`;
}

/** How grave a word is; the colour and shape follow from it. */
export type Tone = "ok" | "warn" | "crit" | "sync" | "off";

export interface Word {
  readonly word: string;
  readonly tone: Tone;
}

/** How a run stands or ended. `unknown` is never called a failure: nobody can say what Redis did. */
export const runWords: Record<RunState, Word> = {
  running: { word: "Running", tone: "sync" },
  succeeded: { word: "Succeeded", tone: "ok" },
  unchanged: { word: "No change", tone: "off" },
  "rolled-back": { word: "Rolled back", tone: "warn" },
  partial: { word: "Partly applied", tone: "crit" },
  unknown: { word: "Outcome unknown", tone: "crit" },
};

/** How a backup stands. `saved` is proven on the instance's side alone: its file was not read here. */
export const backupWords: Record<Backup["state"], Word> = {
  running: { word: "Running", tone: "sync" },
  saved: { word: "Saved on the instance", tone: "ok" },
  verified: { word: "Verified", tone: "ok" },
  failed: { word: "Failed", tone: "crit" },
  damaged: { word: "Damaged", tone: "crit" },
};

/** The word a reader without sight hears before a check's sentence. */
export const checkWords: Record<Check["status"], string> = {
  pass: "Passed",
  warn: "Warning",
  fail: "Failed",
};
