"use client";
import { useMemo } from "react";
import { optionsOf } from "@/components/listing/options";
import { type Filter, useFilter, useOpenFilter } from "@/components/listing/use-filter";
import { useGroupOptions } from "@/components/runs/use-group-options";
import type { Experiment } from "@/lib/contract";
import { experimentWords, kindWords } from "./words";

/** No group's id has a space. */
const THROWAWAY = "throw-away servers";
const kinds = optionsOf(kindWords, ({ noun }) => noun);
const states = optionsOf(experimentWords, ({ word }) => word);

/** The experiments that pass the filters of the URL. */
export function useShownExperiments(experiments: readonly Experiment[]): {
  shown: Experiment[];
  filters: Filter<string>[];
} {
  const groups = useGroupOptions();
  const kind = useFilter("Kind", kinds);
  const place = useOpenFilter("Place", "Any place", [
    { value: THROWAWAY, label: "Throw-away servers" },
    ...groups,
  ]);
  const state = useFilter("State", states);
  const actors = useMemo(
    () =>
      [...new Set(experiments.map(({ actor }) => actor))].sort().map((value) => ({ value, label: value })),
    [experiments],
  );
  const actor = useOpenFilter("Actor", "By anyone", actors);
  const shown = experiments.filter(
    (one) =>
      kind.passes(one.settings.kind) &&
      place.passes(one.where.place === "group" ? one.where.group : THROWAWAY) &&
      state.passes(one.state) &&
      actor.passes(one.actor),
  );
  return { shown, filters: [kind, place, state, actor] };
}
