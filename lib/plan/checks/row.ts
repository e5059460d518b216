import type { Action, Check } from "@/lib/contract";
import type { Scene } from "../scene";

/** What a row says of a scene. */
export type Verdict = Omit<Check, "code">;

/** One rule that a plan must meet. */
export interface CheckRow {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly actions: readonly Action[];
  /** The rule in one sentence, for the printed table. */
  readonly rule: string;
  /** Null: the rule says nothing about this scene. */
  readonly judge: (scene: Scene) => Verdict | null;
}

/** Plans of several re-points. */
export const cascades: readonly Action[] = ["relieve", "flatten", "rearrange"];
export const changes: readonly Action[] = ["promote", "detach", "repoint", "attach", ...cascades];
export const everything: readonly Action[] = [...changes, "backup", "disconnect", "restore"];

export const pass = (text: string, evidence: string | null = null): Verdict => ({
  status: "pass",
  text,
  evidence,
});
export const warn = (text: string, evidence: string | null = null): Verdict => ({
  status: "warn",
  text,
  evidence,
});
export const fail = (text: string, evidence: string | null = null): Verdict => ({
  status: "fail",
  text,
  evidence,
});
