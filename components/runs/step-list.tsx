"use client";
import clsx from "clsx";
import type { PlanStep, RunStep } from "@/lib/contract";
import { formatDuration, tookSeconds } from "./durations";
import { ProgressLine } from "./progress-line";
import { commandText } from "./run-text";
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
          <Instance label={labelOf(step.instance)} />
          <Words step={step} />
          <span className="text-right text-fg-3">{step.proof}</span>
        </li>
      ))}
    </Rows>
  );
}

/** The same rows while they run and after: state, time, what Redis answered. */
export function RunSteps({
  steps,
  labelOf,
}: {
  steps: readonly RunStep[];
  labelOf: (instance: string) => string;
}) {
  const now = useClock(steps.some((step) => step.state === "running") ? 100 : null);
  return (
    <Rows>
      {steps.map((step) => (
        <li key={step.n} className={clsx(row, step.state === "pending" && "text-fg-3")}>
          <StepMark state={step.state} />
          <Instance label={labelOf(step.instance)} />
          <Words step={step} />
          <span className={clsx("text-right", step.state === "running" ? "text-sync" : "text-fg-3")}>
            {timeOf(step, now)}
          </span>
          <Outcome step={step} />
        </li>
      ))}
    </Rows>
  );
}

const Rows = ({ children }: { children: React.ReactNode }) => (
  <ol className="grid grid-cols-[16px_auto_minmax(0,1fr)_auto]">{children}</ol>
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
    </code>
  );

const Note = ({ children, tone = "text-fg-3" }: { children: React.ReactNode; tone?: string }) => (
  <span className={clsx("col-span-2 col-start-3 text-pretty break-words", tone)}>{children}</span>
);

function Outcome({ step }: { step: RunStep }) {
  if (step.error !== null) return <Note tone="text-crit">{step.error}</Note>;
  if (step.progress !== null && step.state === "running")
    return (
      <div className="col-span-2 col-start-3">
        <ProgressLine progress={step.progress} label={step.text} />
      </div>
    );
  if (step.state === "running") return <Note>Waiting for proof: {step.proof}</Note>;
  if (step.state === "skipped") return <Note>Skipped</Note>;
  // The mark says it; and an OK proves little.
  return step.reply === null || step.reply === "OK" ? null : <Note>{step.reply}</Note>;
}

function timeOf(step: RunStep, nowMs: number): string {
  if (step.startedAt === null || step.state === "skipped") return "";
  const until = step.endedAt ?? new Date(nowMs).toISOString();
  return formatDuration(tookSeconds(step.startedAt, until));
}
