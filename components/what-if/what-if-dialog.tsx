"use client";
import { useStore } from "zustand";
import { liveStore } from "@/components/live/store";
import { ProblemNote } from "@/components/runs/problem-note";
import { useNames } from "@/components/runs/use-names";
import { closeOverlay } from "@/components/shell/overlays";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Clock } from "@/components/ui/time";
import { useWhatIf } from "./use-what-if";
import { WhatIfView } from "./what-if-view";

/** What the death of an instance would cost, as of now and as long as it is open. Nothing is executed. */
export function WhatIfDialog({ groupId, instanceId }: { groupId: string; instanceId: string }) {
  const { told, problem } = useWhatIf(groupId, instanceId);
  const names = useNames(groupId);
  const elsewhen = useStore(liveStore, (state) => state.past !== null || state.frozenAt !== null);
  return (
    <Dialog
      open
      onOpenChange={closeOverlay}
      wide
      title={`What if ${names.nameOf(instanceId)} dies now?`}
      description="Told from the newest readings, again and again while this is open. Nothing is sent."
      footer={
        <>
          <span className="flex-1 text-12 text-fg-3">
            {told?.sampledAt != null && (
              <>
                As of <Clock at={told.sampledAt} />
              </>
            )}
          </span>
          <Button onClick={closeOverlay}>Close</Button>
        </>
      }
    >
      <div className="text-12 [--pane:20px]">
        {elsewhen && (
          <p className="border-b bg-inset px-(--pane) py-2 text-fg-2">
            This is of now, not of the moment that the page shows.
          </p>
        )}
        {problem !== null && <ProblemNote problem={problem} />}
        {told === null ? (
          problem === null && (
            <p role="status" className="px-(--pane) py-10 text-center text-fg-3">
              Reading the group…
            </p>
          )
        ) : (
          <WhatIfView told={told} names={names} />
        )}
      </div>
    </Dialog>
  );
}
