"use client";
import { useActionsBlocked } from "@/components/live/store";
import { useActionLauncher } from "@/components/runs/launcher";
import { actionWords } from "@/components/runs/wording";
import { Button } from "@/components/ui/button";
import type { Finding } from "@/lib/contract";

/** The way out of a finding: opens its plan, or first the choice of an upstream where the finding names none. */
export function FindingAction({
  group,
  action: { action, instance, upstream },
}: {
  group: string;
  action: NonNullable<Finding["action"]>;
}) {
  const launcher = useActionLauncher();
  const blocked = useActionsBlocked(group);
  const open = (): void => {
    if (action !== "repoint" && action !== "attach") launcher.open({ action, instance }, group);
    else if (upstream === undefined) launcher.choose(action, instance, group);
    else launcher.open({ action, instance, upstream }, group);
  };
  return (
    <Button size="row" blocked={blocked} onClick={open}>
      {actionWords[action].verb}…
    </Button>
  );
}
