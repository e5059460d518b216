"use client";
import clsx from "clsx";
import { useState } from "react";
import { useListing } from "@/components/listing/use-listing";
import type { Plan, Run } from "@/lib/contract";
import { CheckList } from "./check-list";
import { PlanSketches } from "./plan-sketches";
import { RunEnding } from "./run-ending";
import { RunGoing } from "./run-going";
import { RunLinks } from "./run-links";
import { runAnnouncement } from "./run-text";
import { RunView } from "./run-view";
import { Section } from "./section";
import { useGroupName } from "./use-group-options";
import { useNames } from "./use-names";
import { changesLinks } from "./wording";

/** What a drawing beside a run shows: where it did not end as planned, what there is now is what somebody must know. */
const moments = {
  running: "running",
  succeeded: "record",
  unchanged: "record",
  "rolled-back": "finished",
  partial: "finished",
  unknown: "finished",
} as const;

/** What a run did beside what it had planned; a drill has no plan. */
export function RunRecord({ run }: { run: Run }) {
  return run.plan === "" ? <Record run={run} plan={null} /> : <PlannedRecord run={run} />;
}

function PlannedRecord({ run }: { run: Run }) {
  const [plan, setPlan] = useState<Plan | null>(null);
  useListing<Plan>(`/api/plans/${encodeURIComponent(run.plan)}`, setPlan);
  return <Record run={run} plan={plan} />;
}

function Record({ run, plan }: { run: Run; plan: Plan | null }) {
  const names = useNames(run.group);
  const group = useGroupName(run.group);
  return (
    <div
      className={clsx(
        "grid flex-1 grid-cols-[minmax(0,1fr)] bg-surface [--pane:20px] max-sm:[--pane:16px]",
        run.plan !== "" && "lg:grid-cols-[minmax(0,1fr)_488px]",
      )}
    >
      <div className="text-12">
        <RunEnding run={run} />
        <RunGoing run={run} nameOf={names.nameOf} />
        <RunView run={run} plan={plan} labelOf={names.nameOf} level={2} />
        <RunLinks run={run} group={group} nameOf={names.nameOf} />
        <p role="status" className="sr-only">
          {runAnnouncement(run)}
        </p>
      </div>
      {plan !== null && (
        <aside aria-label="The plan" className="border-t text-12 lg:border-t-0 lg:border-l">
          {changesLinks(run.action) && <PlanSketches plan={plan} moment={moments[run.state]} names={names} />}
          <Section title="Checked before it ran" level={2}>
            <CheckList checks={plan.checks} />
          </Section>
        </aside>
      )}
    </div>
  );
}
