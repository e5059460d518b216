"use client";
import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { type Listing, useListing } from "@/components/listing/use-listing";
import { api } from "@/components/live/api";
import { liveStore } from "@/components/live/store";
import type { Experiment } from "@/lib/contract";

const MOST = 500;

/** Puts an experiment that was fetched or started here into the page's store. One that has ended is never put back to running. */
export const putExperiment = (experiment: Experiment): void => putExperiments({ experiments: [experiment] });

const putExperiments = ({ experiments }: { experiments: Experiment[] }): void =>
  liveStore.setState(({ experiments: known }) => {
    const newer = experiments.filter(
      ({ id, state }) => state !== "running" || (known[id]?.state ?? "running") === "running",
    );
    return { experiments: { ...known, ...Object.fromEntries(newer.map((one) => [one.id, one])) } };
  });

/** It was deleted. */
export const dropExperiment = (id: string): void =>
  liveStore.setState(({ experiments }) => ({
    experiments: Object.fromEntries(Object.entries(experiments).filter(([known]) => known !== id)),
  }));

/** The experiments that are known, newest first; the socket keeps them up to date. */
export function useExperiments(): { experiments: Experiment[]; listing: Listing } {
  const listing = useListing(`/api/lab/experiments?limit=${MOST}`, putExperiments);
  const known = useStore(liveStore, (s) => s.experiments);
  const experiments = useMemo(
    () => Object.values(known).sort((a, b) => b.startedAt.localeCompare(a.startedAt)),
    [known],
  );
  return { experiments, listing };
}

export const pathOf = (id: string): string => `/api/lab/experiments/${encodeURIComponent(id)}`;
export const hrefOf = (id: string): string => `/lab/${encodeURIComponent(id)}`;

/** So long without a word of an experiment that goes on, and it is asked for. Milliseconds. */
const QUIET_MS = 2000;

/** An experiment as it stands: pushed, and asked for where nothing is pushed, as when another process carries it out. */
export function useExperiment(id: string): { experiment: Experiment | null; listing: Listing } {
  const listing = useListing(pathOf(id), putExperiment);
  const experiment = useStore(liveStore, (s) => s.experiments[id] ?? null);
  useEffect(() => {
    if (experiment?.state !== "running") return;
    const stopped = new AbortController();
    const ask = (): void =>
      void api
        .get<Experiment>(pathOf(id), { signal: stopped.signal })
        .then(putExperiment)
        // The banner says that Tidemark is silent; until it speaks again the experiment is asked for on.
        .catch(() => undefined);
    const timer = setInterval(ask, QUIET_MS);
    return () => {
      stopped.abort();
      clearInterval(timer);
    };
  }, [id, experiment]);
  return { experiment, listing };
}
