"use client";
import { useState } from "react";
import { useListing } from "@/components/listing/use-listing";
import type { Plan, Run } from "@/lib/contract";
import { CheckList } from "./check-list";
import { PlanSketches } from "./plan-sketches";
import { RunView } from "./run-view";
import { Section } from "./section";
import { useNames } from "./use-names";

/** What a run did beside what it had planned. */
export function RunRecord({ run }: { run: Run }) {
  const names = useNames(run.group);
  const [plan, setPlan] = useState<Plan | null>(null);
  useListing<Plan>(`/api/plans/${encodeURIComponent(run.plan)}`, setPlan);
  return (
    <div className="grid flex-1 grid-cols-[minmax(0,1fr)] bg-surface [--pane:20px] max-sm:[--pane:16px] lg:grid-cols-[minmax(0,1fr)_488px]">
      <div className="text-12">
        {run.summary !== null && (
          <div className="border-b px-(--pane) py-3">
            <p className="max-w-[90ch] text-pretty text-13">{run.summary}</p>
          </div>
        )}
        <RunView run={run} labelOf={names.nameOf} level={2} />
      </div>
      {plan !== null && (
        <aside aria-label="The plan" className="border-t text-12 lg:border-t-0 lg:border-l">
          {run.action !== "backup" && (
            <PlanSketches plan={plan} moment={run.state === "running" ? "running" : "record"} names={names} />
          )}
          <Section title="Checked before it ran" level={2}>
            <CheckList checks={plan.checks} />
          </Section>
        </aside>
      )}
    </div>
  );
}
