import type { RunStep } from "@/lib/contract";

/** From the run's start to its end, or to now: what every step's bar is drawn on. Unix milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When a step ran within its run, to scale with the others. Its figure stands beside it, so it is not heard. */
export function StepBar({ step, span, nowMs }: { step: RunStep; span: Span; nowMs: number }) {
  if (step.startedAt === null || step.state === "skipped") return <span className="max-md:hidden" />;
  const length = Math.max(1, span.toMs - span.fromMs);
  const share = (ms: number): number => Math.min(1, Math.max(0, (ms - span.fromMs) / length));
  const from = share(Date.parse(step.startedAt));
  const to = share(step.endedAt === null ? nowMs : Date.parse(step.endedAt));
  return (
    <span aria-hidden="true" className="relative mt-1.5 block h-1.5 rounded-[3px] bg-inset max-md:hidden">
      <span
        data-step-bar={step.n}
        className={`absolute inset-y-0 min-w-0.5 rounded-[3px] ${tones[step.state]}`}
        style={{ left: `${from * 100}%`, width: `${Math.max(0, to - from) * 100}%` }}
      />
    </span>
  );
}

const tones: Record<RunStep["state"], string> = {
  pending: "bg-strong",
  running: "bg-sync",
  done: "bg-strong",
  skipped: "bg-strong",
  failed: "bg-crit",
  unknown: "bg-crit",
};
