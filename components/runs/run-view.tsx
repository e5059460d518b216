"use client";
import { useRun } from "@/components/live/store";
import type { Plan, Run } from "@/lib/contract";
import { AdviceLines } from "./advice-lines";
import { FiguresRow } from "./figures-row";
import { measuredFigures } from "./plan-figures";
import { Section } from "./section";
import { RunSteps } from "./step-list";

/** A run's own account: measured figures once it has ended, its steps, and what is left to a person. */
export function RunView({
  run,
  plan,
  labelOf,
  level = 3,
}: {
  run: Run;
  /** What the figures are held against; null while it is not known. */
  plan: Plan | null;
  labelOf: (instance: string) => string;
  /** Of its headings: 3 in a dialog, 2 on a page, where there is room for bars and replies. */
  level?: 2 | 3;
}) {
  const span = {
    fromMs: Date.parse(run.startedAt),
    toMs: run.endedAt === null ? null : Date.parse(run.endedAt),
  };
  return (
    <>
      {run.state !== "running" && <FiguresRow figures={measuredFigures(run, plan)} />}
      {run.advice !== null && <AdviceLines advice={run.advice} level={level} />}
      <Section title="Steps" level={level}>
        <RunSteps steps={run.steps} labelOf={labelOf} span={level === 2 ? span : null} />
      </Section>
    </>
  );
}

/** The same, kept up to date: fetched anew after a lost connection. */
export function LiveRunView({
  id,
  plan,
  labelOf,
}: {
  id: string;
  plan: Plan;
  labelOf: (instance: string) => string;
}) {
  const run = useRun(id);
  return run === null ? null : <RunView run={run} plan={plan} labelOf={labelOf} />;
}
