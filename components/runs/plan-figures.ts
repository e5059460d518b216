import type { Effect, Plan, Run } from "@/lib/contract";
import { formatBytes, formatSeconds, UNKNOWN } from "@/lib/format";
import { formatDuration, tookSeconds } from "./durations";

/** One of the three numbers a dialog says first. */
export interface Figure {
  readonly value: string;
  readonly label: string;
  readonly tone: "plain" | "warn" | "crit";
}

const effectWords: Record<Effect["resync"], string> = {
  full: "full",
  partial: "partial",
  unknown: "unknown",
  none: "unchanged",
};

/** What a link's resync is called beside its replica. */
export const effectWord = (effect: Effect): string => effectWords[effect.resync];

function counted(effects: readonly Effect[], kinds: readonly Effect["resync"][]): string {
  return kinds
    .map((kind) => ({ kind, n: effects.filter((effect) => effect.resync === kind).length }))
    .filter(({ n }) => n > 0)
    .map(({ kind, n }) => `${n} ${effectWords[kind]}`)
    .join(", ");
}

function resyncs(effects: readonly Effect[]): Figure {
  const copies = counted(effects, ["full", "partial"]);
  const others = counted(effects, ["unknown", "none"]);
  const tone = effects.some((effect) => effect.resync === "full") ? "warn" : "plain";
  if (copies !== "") return { value: copies, label: others === "" ? "resyncs" : `resyncs; ${others}`, tone };
  return { value: others === "" ? "None" : others, label: "resyncs", tone };
}

function loss({ verdict, bytes }: Plan["dataLoss"]): Figure {
  const label = "data loss";
  if (verdict === "none") return { value: "None", label, tone: "plain" };
  if (bytes === null) return { value: verdict === "possible" ? "Possible" : "Certain", label, tone: "crit" };
  return {
    value: verdict === "possible" ? `Up to ${formatBytes(bytes)}` : `At least ${formatBytes(bytes)}`,
    label,
    tone: "crit",
  };
}

/** Before anything is sent: how long writes pause at most, what may be lost, what must be copied. */
export function plannedFigures(plan: Plan): Figure[] {
  const pause = plan.writePauseSeconds;
  return [
    {
      value: pause === null ? "None" : `≤ ${formatSeconds(pause)}`,
      label: "writes pause",
      tone: "plain",
    },
    loss(plan.dataLoss),
    resyncs(plan.effects),
  ];
}

/** After the end: what was measured. A pause that was not measured is a dash, unless no step pauses writes. */
export function measuredFigures(run: Run): Figure[] {
  const pauses = run.steps.some((step) => ["failover", "pause-writes", "fence-writes"].includes(step.kind));
  const done = run.steps.filter((step) => step.state === "done").length;
  const paused = run.writePausedSeconds;
  return [
    {
      value: paused !== null ? formatDuration(paused) : pauses ? UNKNOWN : "None",
      label: "writes paused",
      tone: "plain",
    },
    { value: formatDuration(tookSeconds(run.startedAt, run.endedAt)), label: "took", tone: "plain" },
    { value: `${done} of ${run.steps.length}`, label: "steps done", tone: "plain" },
  ];
}
