"use client";
import { ArrowLeftRight } from "lucide-react";
import { useActionsBlocked, useGroup } from "@/components/live/store";
import { offersOf } from "@/components/runs/eligibility";
import { useActionLauncher } from "@/components/runs/launcher";
import { Button } from "@/components/ui/button";
import type { Instance } from "@/lib/contract";

/** Promote, one click from the card: it stands where the role does while the card is hovered or holds the focus. */
export function PromoteButton({
  groupId,
  instanceId,
  name,
  role,
}: {
  groupId: string;
  instanceId: string;
  name: string;
  role: Instance["role"];
}) {
  const launcher = useActionLauncher();
  const stopped = useActionsBlocked(groupId);
  const withheld = useGroup(groupId, (group) => {
    const offer = group === null ? undefined : offersOf(group, instanceId)?.promote;
    return offer?.offered === false ? offer.reason : null;
  });
  if (role !== "replica") return null;
  return (
    <span className="card-promote nopan absolute top-[26px] right-2">
      <Button
        size="row"
        className="h-6! px-2!"
        aria-label={`Promote ${name}…`}
        blocked={stopped ?? withheld}
        onClick={() => launcher.open({ action: "promote", instance: instanceId }, groupId)}
      >
        <ArrowLeftRight size={12} aria-hidden="true" />
        Promote…
      </Button>
    </span>
  );
}
