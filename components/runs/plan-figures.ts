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

/** How much the full copies are at most, or how much of the stream is sent; null where it is not known of each, or nothing. */
function copied(effects: readonly Effect[]): string | null {
  const full = effects.filter(({ resync }) => resync === "full");
  const sent = full.length > 0 ? full : effects.filter(({ resync }) => resync === "partial");
  const known = sent.flatMap(({ copyBytes }) => copyBytes ?? []);
  const sum = known.reduce((total, bytes) => total + bytes, 0);
  if (known.length < sent.length || sum === 0) return null;
  return full.length > 0 ? `at most ${formatBytes(sum)}` : formatBytes(sum);
}

function resyncs(effects: readonly Effect[]): Figure {
  const copies = counted(effects, ["full", "partial"]);
  const others = counted(effects, ["unknown", "none"]);
  const tone = effects.some((effect) => effect.resync === "full") ? "warn" : "plain";
  const label = ["resyncs", copied(effects)].filter((word) => word !== null).join(", ");
  if (copies !== "") return { value: copies, label: others === "" ? label : `${label}; ${others}`, tone };
  return { value: others === "" ? "None" : others, label: "resyncs", tone };
}

function loss({ verdict, bytes, seconds }: Plan["dataLoss"]): Figure {
  const label = seconds === null ? "data loss" : `data loss, ${formatSeconds(seconds)} of writes`;
  if (verdict === "none") return { value: "None", label, tone: "plain" };
  if (bytes === null) return { value: verdict === "possible" ? "Possible" : "Certain", label, tone: "crit" };
  return {
    value: verdict === "possible" ? `Up to ${formatBytes(bytes)}` : `At least ${formatBytes(bytes)}`,
    label,
    tone: "crit",
  };
}

/** Of a plan that spreads or gathers replicas: how many the instance feeds, before and after. Such a plan pauses no writes. */
function fanOut({ action, instance, before, after }: Plan): Figure | null {
  if (action !== "relieve" && action !== "flatten" && action !== "rearrange") return null;
  const fed = (sketch: Plan["after"]): number =>
    sketch.filter(({ upstream }) => upstream === instance).length;
  return { value: `${fed(before)} → ${fed(after)}`, label: "direct replicas", tone: "plain" };
}

/** Before anything is sent: how long writes pause at most, what may be lost, what must be copied. */
export function plannedFigures(plan: Plan): Figure[] {
  const pause = plan.writePauseSeconds;
  return [
    fanOut(plan) ?? {
      value: pause === null ? "None" : `≤ ${formatSeconds(pause)}`,
      label: "writes pause",
      tone: "plain",
    },
    loss(plan.dataLoss),
    resyncs(plan.effects),
  ];
}

const pauseWords = (seconds: number | null): string =>
  seconds === null ? "None" : `≤ ${formatSeconds(seconds)}`;

/**
 * After the end: what was measured, each beside what the plan had stated. What was not measured is a dash, unless no step
 * could have done it. `plan` is null while it is not known.
 */
export function measuredFigures(run: Run, plan: Plan | null): Figure[] {
  const pauses = run.steps.some((step) => ["failover", "pause-writes", "fence-writes"].includes(step.kind));
  const paused = run.writePausedSeconds;
  const stated = (words: string): string => (plan === null ? "" : `; stated ${words}`);
  const over = paused !== null && plan?.writePauseSeconds != null && paused > plan.writePauseSeconds;
  const time: Figure = {
    value: formatDuration(tookSeconds(run.startedAt, run.endedAt)),
    label: took(run),
    tone: "plain",
  };
  if (run.action === "drill") return [time];
  const figures: Figure[] = [
    {
      value: paused !== null ? formatDuration(paused) : pauses ? UNKNOWN : "None",
      label: `writes paused${stated(pauseWords(plan?.writePauseSeconds ?? null))}`,
      tone: over ? "crit" : "plain",
    },
  ];
  if (run.action !== "backup") figures.push(countedResyncs(run, plan));
  // What was lost is stated before, and nothing that a run reads tells it afterwards.
  if (plan !== null && plan.dataLoss.verdict !== "none") {
    const { value, tone } = loss(plan.dataLoss);
    figures.push({ value, label: "data loss, as stated", tone });
  }
  figures.push(time);
  return figures;
}

function took({ steps }: Run): string {
  return `took; ${steps.filter((step) => step.state === "done").length} of ${steps.length} steps done`;
}

function countedResyncs({ counted }: Run, plan: Plan | null): Figure {
  const predicted = plan === null ? "" : `; predicted ${predictedWords(plan.effects)}`;
  const more = plan !== null && counted !== null && counted.full > fullsIn(plan.effects);
  return {
    value: counted === null ? UNKNOWN : countWords(counted),
    label: `resyncs counted${predicted}`,
    tone: more ? "warn" : "plain",
  };
}

const fullsIn = (effects: readonly Effect[]): number =>
  effects.filter(({ resync }) => resync === "full").length;

function countWords({ full, partial }: NonNullable<Run["counted"]>): string {
  const parts = [full > 0 ? `${full} full` : "", partial > 0 ? `${partial} partial` : ""];
  return parts.filter((part) => part !== "").join(", ") || "None";
}

const predictedWords = (effects: readonly Effect[]): string =>
  counted(effects, ["full", "partial", "unknown"]) || "none";
