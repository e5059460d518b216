"use client";
import dynamic from "next/dynamic";
import { useCurrentLaunch, useHiddenRuns } from "@/components/runs/launcher";

const PlanDialogHost = dynamic(
  () => import("@/components/runs/plan-dialog-host").then((m) => m.PlanDialogHost),
  { ssr: false },
);

/** Fetches the plan dialog's code with the first plan that is opened. */
export function PlanDialogLazy() {
  const launch = useCurrentLaunch();
  const hidden = useHiddenRuns();
  return launch === null && hidden.length === 0 ? null : <PlanDialogHost />;
}
