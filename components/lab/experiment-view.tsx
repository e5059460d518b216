"use client";
import Link from "next/link";
import { useMemo } from "react";
import { ExportMenu } from "@/components/listing/export-menu";
import { formatDuration, tookSeconds } from "@/components/runs/durations";
import { ProgressLine } from "@/components/runs/progress-line";
import { useGroupNameOf } from "@/components/runs/use-group-options";
import { PageBar } from "@/components/shell/page-bar";
import { Banner } from "@/components/ui/banner";
import { StatePill } from "@/components/ui/state-pill";
import { StateShape } from "@/components/ui/state-shape";
import { Clock } from "@/components/ui/time";
import type { Experiment } from "@/lib/contract";
import { AgainLink } from "./again-link";
import { DeleteExperiment } from "./delete-experiment";
import { explained } from "./explained";
import { FiguresPanel } from "./figures-panel";
import { LinksPanel } from "./links-panel";
import { MeasuredTable } from "./measured-table";
import { plotsOf } from "./plots";
import { PlotsPanel } from "./plots-panel";
import { beginning } from "./running-experiment";
import { StopExperiment } from "./stop-experiment";
import { pathOf } from "./use-experiments";
import { VerdictsPanel } from "./verdicts-panel";
import { WithWhat } from "./with-what";
import { experimentWords, kindWords, placeText } from "./words";

const parents = [{ href: "/lab", label: "Lab" }];

/** What an experiment measures or has measured, what it means, and with what it was measured. */
export function ExperimentView({ experiment }: { experiment: Experiment }) {
  const nameOf = useGroupNameOf();
  const { settings, where, actor, startedAt, endedAt, note, result, error, cleanUp } = experiment;
  const running = experiment.state === "running";
  const { noun } = kindWords[settings.kind];
  const { word, shape } = experimentWords[experiment.state];
  const plots = useMemo(() => (result === null ? [] : plotsOf(result)), [result]);
  const figures = useMemo(() => explained(experiment), [experiment]);
  return (
    <>
      <PageBar
        parents={parents}
        title={noun}
        pills={<StatePill state={shape}>{word}</StatePill>}
        facts={[
          ...(note === "" ? [] : [note]),
          where.place === "group" ? (
            <Link key="place" href={`/g/${encodeURIComponent(where.group)}`} className="hover:underline">
              {placeText(where, nameOf)}
            </Link>
          ) : (
            placeText(where, nameOf)
          ),
          <span key="actor">by {actor}</span>,
          <Clock key="at" at={startedAt} />,
          ...(endedAt === null ? [] : [`took ${formatDuration(tookSeconds(startedAt, endedAt))}`]),
        ]}
        actions={
          <>
            <ExportMenu
              pathOf={(format) => `${pathOf(experiment.id)}?format=${format}`}
              blocked={result === null ? "Nothing is measured yet." : null}
            />
            {running ? (
              <StopExperiment experiment={experiment} />
            ) : (
              <>
                <AgainLink experiment={experiment} />
                <DeleteExperiment experiment={experiment} />
              </>
            )}
          </>
        }
      />
      {running && <Going experiment={experiment} />}
      {error !== null && (
        <Banner tone="crit" icon={<StateShape state="unreachable" />}>
          {error}
        </Banner>
      )}
      {cleanUp !== null && (
        <Banner tone="off" quiet icon={<StateShape state={running ? "syncing" : "online"} />}>
          {cleanUp}
        </Banner>
      )}
      <LinksPanel experiment={experiment} />
      <PlotsPanel plots={plots} />
      <FiguresPanel figures={figures} live={running} />
      {result?.kind === "scaling" && settings.kind === "scaling" && (
        <VerdictsPanel result={result} settings={settings} />
      )}
      {result !== null && <MeasuredTable result={result} />}
      <WithWhat experiment={experiment} />
    </>
  );
}

function Going({ experiment: { progress, settings } }: { experiment: Experiment }) {
  return (
    <section aria-label="Progress" className="gutter border-b bg-surface py-2.5 text-12">
      <ProgressLine progress={progress ?? beginning} label={`${kindWords[settings.kind].noun} experiment`} />
    </section>
  );
}
