"use client";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import { liveStore, thresholdsOf, useHealth } from "@/components/live/store";
import { toneOfState } from "@/components/ui/tone";
import type { Effect, Instance, Plan, Sketch } from "@/lib/contract";
import { formatBytes, formatSeconds } from "@/lib/format";
import type { LagThresholds } from "@/lib/group/member";
import { stateOf } from "@/lib/topology/state";
import { effectWord } from "./plan-figures";
import { SketchDrawing, type SketchMark } from "./sketch-drawing";
import type { Names } from "./use-names";

/**
 * Before and after while it is planned; the group as it is now beside the plan while it runs; before and now at its end.
 * `record`: before and after as they were planned, for a run that may be long past.
 */
export function PlanSketches({
  plan,
  moment,
  names,
}: {
  plan: Plan;
  moment: "planned" | "running" | "finished" | "record";
  names: Names;
}) {
  const instances = useInstances(plan.group);
  const lag = thresholdsOf(useHealth());
  const now = sketchOf(instances, plan);
  const involved = involvedIn(plan);
  const live = (id: string): SketchMark | null =>
    liveMark(
      instances.find((one) => one.id === id),
      lag,
    );
  const effects = new Map(plan.effects.map((effect) => [effect.link.replica, effect]));
  const moved = moment === "record" ? new Set<string>() : movedIn(plan);
  const shared = { involved, labelOf: names.labelOf };
  return (
    <div className="flex flex-col divide-y border-b min-[480px]:flex-row min-[480px]:divide-x min-[480px]:divide-y-0">
      {moment === "running" ? (
        <SketchDrawing title="Now" note="behind" sketch={now} markOf={live} {...shared} />
      ) : (
        <SketchDrawing
          title="Before"
          sketch={plan.before}
          markOf={moment === "planned" ? live : noMark}
          {...shared}
        />
      )}
      {moment === "finished" ? (
        <SketchDrawing title="Now" note="behind" sketch={now} markOf={live} {...shared} />
      ) : (
        <SketchDrawing
          title="After"
          note={moment === "record" ? "resync, as planned" : "resync"}
          sketch={plan.after}
          markOf={(id) => effectMark(effects.get(id), moved.has(id))}
          {...shared}
        />
      )}
    </div>
  );
}

/** The newest picture, also while the page is frozen: what is about to run concerns the world as it is. */
const useInstances = (group: string): readonly Instance[] =>
  useStore(
    liveStore,
    useShallow((state) => state.head.groups[group]?.instances ?? []),
  );

const noMark = (): null => null;

/** What is drawn as it is now: the instances the plan knew. */
function sketchOf(instances: readonly Instance[], plan: Plan): Sketch {
  const known = new Set(plan.before.map((node) => node.instance));
  return instances
    .filter((instance) => known.has(instance.id))
    .map((instance) => ({ instance: instance.id, role: instance.role, upstream: instance.upstream }));
}

const involvedIn = (plan: Plan): ReadonlySet<string> =>
  new Set([
    plan.instance,
    ...(plan.upstream === null ? [] : [plan.upstream]),
    ...plan.effects
      .filter(({ resync }) => resync !== "none")
      .flatMap(({ link }) => [link.replica, link.upstream]),
  ]);

function liveMark(instance: Instance | undefined, lag: LagThresholds): SketchMark | null {
  if (instance === undefined) return null;
  const { state, word } = stateOf(instance, lag);
  if (state === "online")
    return instance.role === "primary"
      ? null
      : { word: formatSeconds(instance.lagSeconds), tone: "plain", line: "solid" };
  const line =
    state === "syncing" || state === "loading" ? "dashed" : state === "lagging" ? "solid" : "dotted";
  return { word: word.toLowerCase(), tone: toneOfState(state), line };
}

/** Whose link would be another one: a ghost until the run has made it. */
function movedIn({ before, after }: Plan): ReadonlySet<string> {
  const upstreams = new Map(before.map(({ instance, upstream }) => [instance, upstream]));
  return new Set(
    after
      .filter(({ instance, upstream }) => upstream !== null && upstreams.get(instance) !== upstream)
      .map(({ instance }) => instance),
  );
}

function effectMark(effect: Effect | undefined, ghost: boolean): SketchMark | null {
  if (effect === undefined) return null;
  const word = effectWord(effect);
  if (effect.resync === "full")
    return {
      word: effect.bytes === null ? word : `${word}, ${formatBytes(effect.bytes)}`,
      tone: "sync",
      line: "dashed",
    };
  if (effect.resync === "unknown") return { word, tone: "off", line: "dotted" };
  return { word, tone: "plain", line: ghost ? "dashed" : "solid" };
}
