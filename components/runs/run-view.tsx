"use client";
import { useRun } from "@/components/live/store";
import type { Run } from "@/lib/contract";
import { CopyButton } from "./copy-button";
import { FiguresRow } from "./figures-row";
import { measuredFigures } from "./plan-figures";
import { Section } from "./section";
import { RunSteps } from "./step-list";

/** A run's own account: measured figures once it has ended, its steps, and what is left to a person. */
export function RunView({
  run,
  labelOf,
  level = 3,
}: {
  run: Run;
  labelOf: (instance: string) => string;
  /** Of its headings: 3 in a dialog, 2 on a page. */
  level?: 2 | 3;
}) {
  return (
    <>
      {run.state !== "running" && <FiguresRow figures={measuredFigures(run)} />}
      {run.advice !== null && <Advice advice={run.advice} level={level} />}
      <Section title="Steps" level={level}>
        <RunSteps steps={run.steps} labelOf={labelOf} />
      </Section>
    </>
  );
}

/** The same, kept up to date: fetched anew after a lost connection. */
export function LiveRunView({ id, labelOf }: { id: string; labelOf: (instance: string) => string }) {
  const run = useRun(id);
  return run === null ? null : <RunView run={run} labelOf={labelOf} />;
}

function Advice({ advice, level }: { advice: string; level: 2 | 3 }) {
  return (
    <Section title="What is left to do" level={level}>
      <div className="flex items-start gap-2">
        <pre className="mono min-w-0 flex-1 whitespace-pre-wrap break-words rounded-md bg-inset px-2.5 py-1.5 leading-[18px]">
          {advice}
        </pre>
        <CopyButton text={advice} />
      </div>
    </Section>
  );
}
