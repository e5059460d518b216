"use client";
import clsx from "clsx";
import type { PlanStep, RunStep } from "@/lib/contract";
import { formatDuration, tookSeconds } from "./durations";
import { ProgressLine } from "./progress-line";
import { commandText, heardBy } from "./run-text";
import { type Span, StepBar } from "./step-bar";
import { StepMark } from "./step-mark";
import { useClock } from "./use-clock";

const row = "col-span-full grid grid-cols-subgrid items-start gap-x-2 py-[3px]";

/** What Redis will hear, in order: the very words, and what must be seen before each step counts as done. */
export function PlannedSteps({
  steps,
  labelOf,
}: {
  steps: readonly PlanStep[];
  labelOf: (instance: string) => string;
}) {
  return (
    <Rows>
      {steps.map((step) => (
        <li key={step.n} className={row}>
          <span className="text-center text-fg-3">{step.n}</span>
          <Instance label={heardBy(step, labelOf)} />
          <Words step={step} />
          <span className="text-right text-fg-3">{step.proof}</span>
          {/* Its words may be heard more than once, the last time with another TIMEOUT. */}
          {step.kind === "failover" && (
            <span className="col-span-2 col-start-3 text-pretty text-fg-3">{step.text}</span>
          )}
        </li>
      ))}
    </Rows>
  );
}

/**
 * The same rows while they run and after: state, time, what Redis answered. With `span` each time also as a bar on the
 * run's own scale, where there is room for it.
 */
export function RunSteps({
  steps,
  labelOf,
  span = null,
}: {
  steps: readonly RunStep[];
  labelOf: (instance: string) => string;
  span?: { readonly fromMs: number; readonly toMs: number | null } | null;
}) {
  const now = useClock(steps.some((step) => step.state === "running") ? 100 : null);
  const scale: Span | null = span === null ? null : { fromMs: span.fromMs, toMs: span.toMs ?? now };
  return (
    <Rows scaled={scale !== null}>
      {steps.map((step) => (
        <li key={step.n} className={clsx(row, step.state === "pending" && "text-fg-3")}>
          <StepMark state={step.state} />
          <Instance label={heardBy(step, labelOf)} />
          <Words step={step} />
          {scale !== null && <StepBar step={step} span={scale} nowMs={now} />}
          <span className={clsx("text-right", step.state === "running" ? "text-sync" : "text-fg-3")}>
            {timeOf(step, now)}
          </span>
          <Outcome step={step} replies={scale !== null} />
        </li>
      ))}
    </Rows>
  );
}

const Rows = ({ children, scaled = false }: { children: React.ReactNode; scaled?: boolean }) => (
  <ol
    className={clsx(
      "grid grid-cols-[16px_auto_minmax(0,1fr)_auto]",
      scaled && "md:grid-cols-[16px_auto_minmax(0,1fr)_minmax(80px,200px)_auto]",
    )}
  >
    {children}
  </ol>
);

const Instance = ({ label }: { label: string }) => (
  <span className="max-w-36 truncate pr-1 font-medium" title={label}>
    {label}
  </span>
);

const Words = ({ step }: { step: PlanStep }) =>
  step.command === null ? (
    <span className="text-pretty">{step.text}</span>
  ) : (
    <code title={step.text} className="mono break-words leading-[18px]">
      {commandText(step.command)}
      {step.sentinel !== null && <span className="block text-fg-3"> to {step.sentinel}</span>}
    </code>
  );

const Note = ({ children, tone = "text-fg-3" }: { children: React.ReactNode; tone?: string }) => (
  <span className={clsx("col-start-3 -col-end-1 text-pretty break-words", tone)}>{children}</span>
);

function Outcome({ step, replies }: { step: RunStep; replies: boolean }) {
  if (step.state === "skipped") return <Note>{step.error ?? "Skipped"}</Note>;
  if (step.error !== null) return <Note tone="text-crit">{step.error}</Note>;
  if (step.progress !== null && step.state === "running")
    return (
      <div className="col-start-3 -col-end-1">
        <ProgressLine progress={step.progress} label={step.text} />
      </div>
    );
  if (step.state === "running") return <Note>Waiting for proof: {step.proof}</Note>;
  if (step.reply === null) return null;
  // In a dialog the mark says it: an OK proves little.
  if (step.reply === "OK")
    return replies ? <Note>Redis replied OK.{step.proof !== "OK" && ` Proof: ${step.proof}.`}</Note> : null;
  return <Note>{step.reply}</Note>;
}

function timeOf(step: RunStep, nowMs: number): string {
  if (step.startedAt === null || step.state === "skipped") return "";
  const until = step.endedAt ?? new Date(nowMs).toISOString();
  return formatDuration(tookSeconds(step.startedAt, until));
}
