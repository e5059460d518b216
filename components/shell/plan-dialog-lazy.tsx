"use client";
import { closeLaunch, useCurrentLaunch, useHiddenRuns } from "@/components/runs/launcher";
import { lazyDialog } from "@/components/ui/lazy-dialog";

const PlanDialogHost = lazyDialog(
  () => import("@/components/runs/plan-dialog-host").then((m) => m.PlanDialogHost),
  () => closeLaunch(null),
);

/** Fetches the plan dialog's code with the first plan that is opened. */
export function PlanDialogLazy() {
  const launch = useCurrentLaunch();
  const hidden = useHiddenRuns();
  return launch === null && hidden.length === 0 ? null : <PlanDialogHost />;
}
