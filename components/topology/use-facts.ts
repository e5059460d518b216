"use client";
import { useMemo } from "react";
import { thresholdsOf, useGroup, useHealth } from "@/components/live/store";
import type { LagThresholds } from "@/lib/group/member";
import { type Facts, factsOf } from "./facts";

/** The thresholds of lag; the same object for as long as the settings stay. */
export function useLagThresholds(): LagThresholds {
  const health = useHealth();
  return useMemo(() => thresholdsOf(health), [health]);
}

/** What is said of one instance; null while it is not a member. Renders again only when something of it reads differently. */
export function useFacts(groupId: string, instanceId: string): Facts | null {
  const lag = useLagThresholds();
  return useGroup(groupId, (group) => factsOf(group, instanceId, lag));
}
