"use client";
import { useStore } from "zustand";
import { liveStore, useActionsBlocked, useNow } from "@/components/live/store";
import type { Moment } from "./dialog-moment";
import { type Gate, gateOf, secondsLeft } from "./execute-gate";
import type { Consent } from "./use-plan";

export interface TimedGate {
  readonly gate: Gate;
  /** Seconds until the plan expires. */
  readonly secondsLeft: number;
}

/** Whether the plan on show may be run, looked at anew each second and with every change of the group. Null without one. */
export function useGate(group: string, moment: Moment, consent: Consent): TimedGate | null {
  const now = useNow(moment.at === "planned");
  const blocked = useActionsBlocked(group);
  const revision = useStore(liveStore, (state) => state.head.groups[group]?.revision ?? null);
  if (moment.at !== "planned") return null;
  const left = secondsLeft(moment.plan, moment.receivedAtMs, now);
  const gate = gateOf({
    plan: moment.plan,
    secondsLeft: left,
    revision,
    blocked,
    refusedAsStale: moment.problem?.code === "plan-stale",
    ...consent,
  });
  return { gate, secondsLeft: left };
}
