"use client";
import { ArrowLeftRight, Download } from "lucide-react";
import { useActionsBlocked, useGroup } from "@/components/live/store";
import { Button } from "@/components/ui/button";
import { bestCandidate } from "@/lib/plan/candidates";
import { useActionLauncher } from "./launcher";

interface GroupActionProps {
  readonly groupId: string;
  readonly size?: "normal" | "docked";
}

/** Opens the plan that promotes the best candidate. Quiet, since opening a plan is safe. */
export function PromoteButton({ groupId, size = "normal" }: GroupActionProps) {
  const { open } = useActionLauncher();
  const blocked = useActionsBlocked(groupId);
  const best = useGroup(groupId, (group) =>
    group === null ? null : (bestCandidate(group)?.instance ?? null),
  );
  const promote = (): void => {
    if (best !== null) open({ action: "promote", instance: best }, groupId);
  };
  return (
    <Button
      size={size}
      blocked={blocked ?? (best === null ? "No replica can be promoted now." : null)}
      onClick={promote}
    >
      <ArrowLeftRight size={14} strokeWidth={1.5} aria-hidden="true" />
      Promote…
    </Button>
  );
}

/** Opens the plan that backs up from the best replica. */
export function BackUpButton({ groupId, size = "normal" }: GroupActionProps) {
  const { open } = useActionLauncher();
  const blocked = useActionsBlocked(groupId);
  return (
    <Button size={size} blocked={blocked} onClick={() => open({ action: "backup" }, groupId)}>
      <Download size={14} strokeWidth={1.5} aria-hidden="true" />
      Back up
    </Button>
  );
}
