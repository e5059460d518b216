"use client";
import { ChooseUpstream } from "./choose-upstream";
import { HiddenRuns } from "./hidden-runs";
import { useCurrentLaunch } from "./launcher";
import { PlanDialog } from "./plan-dialog";

/** Mounted once, in the layout: the dialog of whatever action was opened, and the word about runs that were hidden. */
export function PlanDialogHost() {
  const launch = useCurrentLaunch();
  return (
    <>
      {launch !== null &&
        (launch.shown.kind === "plan" ? (
          <PlanDialog key={launch.id} launch={launch} source={launch.shown.source} />
        ) : (
          <ChooseUpstream
            key={launch.id}
            group={launch.group}
            action={launch.shown.action}
            instance={launch.shown.instance}
          />
        ))}
      <HiddenRuns />
    </>
  );
}
