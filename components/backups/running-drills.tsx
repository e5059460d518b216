"use client";
import Link from "next/link";
import { CancelRun } from "@/components/runs/cancel-run";
import { ProgressLine } from "@/components/runs/progress-line";
import { useGroupName } from "@/components/runs/use-group-options";
import { StateShape } from "@/components/ui/state-shape";
import { TimeAgo } from "@/components/ui/time";
import type { Run } from "@/lib/contract";
import { useDrills, useReadDrills } from "./use-drills";

/** The drill that goes on, with its progress; nothing while none does. */
export function RunningDrills() {
  useReadDrills();
  return useDrills().map((run) => run.state === "running" && <RunningDrill key={run.id} run={run} />);
}

function RunningDrill({ run }: { run: Run }) {
  const group = useGroupName(run.group);
  const step = run.steps.find(({ state }) => state === "running");
  const progress = step?.progress ?? {
    text: step?.text ?? "About to begin",
    fraction: null,
    etaSeconds: null,
  };
  return (
    <section aria-label={`Running drill of ${group}`} className="gutter border-b bg-surface py-3">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <StateShape state="syncing" />
        <b>Drilling {group}</b>
        <span className="text-fg-2">restored into a throw-away server, for proof</span>
        <span className="flex-1" />
        <span className="text-fg-3">
          for <TimeAgo at={run.startedAt} />
        </span>
        <Link href={`/runs/${encodeURIComponent(run.id)}`} className="text-accent hover:underline">
          Open run
        </Link>
        {run.cancellable && <CancelRun run={run} />}
      </div>
      <div className="pt-1 text-12">
        <ProgressLine progress={progress} label={`Drill of ${group}`} />
      </div>
    </section>
  );
}
