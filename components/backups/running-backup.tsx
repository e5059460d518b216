"use client";
import Link from "next/link";
import { useRun } from "@/components/live/store";
import { CancelRun } from "@/components/runs/cancel-run";
import { ProgressLine } from "@/components/runs/progress-line";
import { useGroupName } from "@/components/runs/use-group-options";
import { StateShape } from "@/components/ui/state-shape";
import { TimeAgo } from "@/components/ui/time";
import type { Backup, Run, StepProgress } from "@/lib/contract";
import { formatSeconds } from "@/lib/format";

const unknown: StepProgress = {
  text: "Waiting for the first sign of progress",
  fraction: null,
  etaSeconds: null,
};

/** A backup in the making, with the progress its own run reports. */
export function RunningBackup({ backup }: { backup: Backup }) {
  return backup.run === null ? (
    <Running backup={backup} run={null} />
  ) : (
    <Followed backup={backup} runId={backup.run} />
  );
}

function Followed({ backup, runId }: { backup: Backup; runId: string }) {
  const run = useRun(runId);
  return <Running backup={backup} run={run} />;
}

function Running({ backup, run }: { backup: Backup; run: Run | null }) {
  const group = useGroupName(backup.group);
  const save = run?.steps.find(({ kind }) => kind === "bgsave" || kind === "receive-rdb");
  return (
    <section aria-label={`Running backup of ${group}`} className="gutter border-b bg-surface py-3">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <StateShape state="syncing" />
        <b>Backing up {group}</b>
        <span className="text-fg-2">
          from {backup.instance}
          {backup.sourceLagSeconds !== null && `, ${formatSeconds(backup.sourceLagSeconds)} behind`}
          {backup.method === "wire" ? ", over the wire" : ", on its own disk"}
        </span>
        <span className="flex-1" />
        <span className="text-fg-3">
          for <TimeAgo at={backup.startedAt} />
        </span>
        {run !== null && (
          <Link href={`/runs/${encodeURIComponent(run.id)}`} className="text-accent hover:underline">
            Open run
          </Link>
        )}
        {run?.cancellable === true && <CancelRun run={run} />}
      </div>
      <div className="pt-1 text-12">
        <ProgressLine progress={save?.progress ?? unknown} label={`Backup of ${group}`} />
      </div>
    </section>
  );
}
