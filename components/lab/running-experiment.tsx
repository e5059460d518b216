"use client";
import Link from "next/link";
import { ProgressLine } from "@/components/runs/progress-line";
import { useGroupNameOf } from "@/components/runs/use-group-options";
import { StateShape } from "@/components/ui/state-shape";
import { TimeAgo } from "@/components/ui/time";
import type { Experiment } from "@/lib/contract";
import { StopExperiment } from "./stop-experiment";
import { hrefOf } from "./use-experiments";
import { kindWords, placePhrase } from "./words";

/** What the page says of an experiment that has told nothing yet. */
export const beginning = { text: "About to begin", fraction: null, etaSeconds: null };

/** The experiment that goes on, with its progress and the way to it. */
export function RunningExperiment({ experiment }: { experiment: Experiment }) {
  const nameOf = useGroupNameOf();
  const { id, settings, where, actor, startedAt, progress } = experiment;
  const what = kindWords[settings.kind].noun;
  return (
    <section aria-label="Running experiment" className="gutter border-b bg-surface py-3">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <StateShape state="syncing" />
        <b>{what}</b>
        <span className="text-fg-2">
          {placePhrase(where, nameOf)}, by {actor}
        </span>
        <span className="flex-1" />
        <span className="text-fg-3">
          for <TimeAgo at={startedAt} />
        </span>
        <Link href={hrefOf(id)} className="text-accent hover:underline">
          Open experiment
        </Link>
        <StopExperiment experiment={experiment} />
      </div>
      <div className="pt-1 text-12">
        <ProgressLine progress={progress ?? beginning} label={`${what} experiment`} />
      </div>
    </section>
  );
}
