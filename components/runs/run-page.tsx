"use client";
import Link from "next/link";
import { RunAftermath } from "@/components/aftermath/run-aftermath";
import { ListingState } from "@/components/listing/listing-state";
import { useListing } from "@/components/listing/use-listing";
import { putRun } from "@/components/live/store";
import { PageBar } from "@/components/shell/page-bar";
import { EmptyState } from "@/components/ui/empty-state";
import { Clock } from "@/components/ui/time";
import type { Run } from "@/lib/contract";
import { CancelRun } from "./cancel-run";
import { PlanUndo } from "./plan-undo";
import { RunPill } from "./run-pill";
import { RunRecord } from "./run-record";
import { useGroupName } from "./use-group-options";
import { useWatchedRun } from "./use-watched-run";

const parents = [{ href: "/runs", label: "Runs" }];

/** One run: the same rows as in its dialog, live while it goes on, and there after a reload. */
export function RunPage({ id }: { id: string }) {
  const run = useWatchedRun(id);
  const listing = useListing(`/api/runs/${encodeURIComponent(id)}`, putRun);
  if (run !== null) return <Found run={run} />;
  const missing = listing.state === "failed" && listing.problem.status === 404;
  return (
    <>
      <PageBar parents={parents} title={missing ? "No such run" : "Run"} />
      {missing ? (
        <EmptyState
          title="No such run"
          action={
            <Link href="/runs" className="font-medium text-accent hover:underline">
              All runs
            </Link>
          }
        >
          Tidemark keeps no run with the id {id}. Its data folder may be another one now.
        </EmptyState>
      ) : (
        <ListingState listing={listing} title="Reading the run">
          It appears as soon as it has been read.
        </ListingState>
      )}
    </>
  );
}

function Found({ run }: { run: Run }) {
  const group = useGroupName(run.group);
  return (
    <>
      <PageBar
        parents={parents}
        title={run.title}
        pills={<RunPill run={run} />}
        facts={[
          <Link key="group" href={`/g/${encodeURIComponent(run.group)}`} className="hover:underline">
            {group}
          </Link>,
          <span key="actor">by {run.actor}</span>,
          <Clock key="at" at={run.startedAt} />,
        ]}
        actions={
          run.state === "running" ? run.cancellable && <CancelRun run={run} /> : <PlanUndo run={run} />
        }
      />
      <RunAftermath run={run} />
      <RunRecord run={run} />
    </>
  );
}
