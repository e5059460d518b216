import type { Severity } from "@/lib/contract";
import type { InstanceState, StateWord } from "@/lib/topology/state";

/** The five colours of state. `calm` is the grey of what is healthy and needs no attention. */
export type Tone = "ok" | "warn" | "crit" | "sync" | "off" | "calm";

export const textTone: Record<Tone, string> = {
  ok: "text-ok",
  warn: "text-warn",
  crit: "text-crit",
  sync: "text-sync",
  off: "text-off",
  calm: "text-calm",
};

export const tintTone: Record<Tone, string> = {
  ok: "bg-tint-ok",
  warn: "bg-tint-warn",
  crit: "bg-tint-crit",
  sync: "bg-tint-sync",
  off: "bg-tint-off",
  calm: "bg-inset",
};

/** A state an instance can be shown in: its own, or `stale` when the page has lost Tidemark. */
export type ShownState = InstanceState | "stale";

const stateTones: Record<ShownState, Tone> = {
  unreachable: "crit",
  unreadable: "crit",
  "link-down": "crit",
  lagging: "warn",
  loading: "sync",
  syncing: "sync",
  unknown: "off",
  online: "ok",
  stale: "off",
};

export const toneOfState = (state: ShownState): Tone => stateTones[state];

const severityTones: Record<StateWord["severity"], Tone> = {
  critical: "crit",
  warning: "warn",
  info: "off",
  ok: "ok",
  unknown: "off",
};

export const toneOfSeverity = (severity: Severity | "ok" | "unknown"): Tone => severityTones[severity];
